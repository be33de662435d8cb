/** A unit as a step on the scale of its quantity: in the base unit a value is (value - zero) * times / per. */
export interface Unit {
  readonly name: string;
  readonly symbol: string;
  readonly quantity: string;
  readonly times: number;
  readonly per: number;
  readonly zero: number;
}

type Row = readonly [name: string, symbol: string, times: number, per?: number, zero?: number];

/**
 * Exact definitions: the international yard and pound (1959), US liquid and imperial (1985) volumes, the thermochemical
 * calorie, the International Table British thermal unit, the conventional atmosphere; psi follows from pound, inch and
 * standard gravity.
 */
const table: Readonly<Record<string, readonly Row[]>> = {
  length: [
    ['millimetre', 'mm', 1, 1000],
    ['centimetre', 'cm', 1, 100],
    ['metre', 'm', 1],
    ['kilometre', 'km', 1000],
    ['inch', 'in', 0.0254],
    ['foot', 'ft', 0.3048],
    ['yard', 'yd', 0.9144],
    ['mile', 'mi', 1609.344],
    ['nautical mile', 'nmi', 1852],
  ],
  mass: [
    ['milligram', 'mg', 1, 1e6],
    ['gram', 'g', 1, 1000],
    ['kilogram', 'kg', 1],
    ['tonne', 't', 1000],
    ['ounce', 'oz', 0.028349523125],
    ['pound', 'lb', 0.45359237],
    ['stone', 'st', 6.35029318],
    ['short ton', 'short ton', 907.18474],
  ],
  temperature: [
    ['degree Celsius', '°C', 1],
    ['degree Fahrenheit', '°F', 5, 9, 32],
    ['kelvin', 'K', 1, 1, 273.15],
  ],
  volume: [
    ['millilitre', 'mL', 1, 1000],
    ['litre', 'L', 1],
    ['cubic metre', 'm³', 1000],
    ['US fluid ounce', 'fl oz', 0.0295735295625],
    ['US pint', 'US pt', 0.473176473],
    ['US gallon', 'US gal', 3.785411784],
    ['imperial pint', 'imp pt', 0.56826125],
    ['imperial gallon', 'imp gal', 4.54609],
  ],
  time: [
    ['millisecond', 'ms', 1, 1000],
    ['second', 's', 1],
    ['minute', 'min', 60],
    ['hour', 'h', 3600],
    ['day', 'd', 86_400],
    ['week', 'wk', 604_800],
  ],
  speed: [
    ['metre per second', 'm/s', 1],
    ['kilometre per hour', 'km/h', 1000, 3600],
    ['mile per hour', 'mph', 0.44704],
    ['knot', 'kn', 1852, 3600],
  ],
  area: [
    ['square centimetre', 'cm²', 1, 10_000],
    ['square metre', 'm²', 1],
    ['hectare', 'ha', 10_000],
    ['square kilometre', 'km²', 1e6],
    ['square foot', 'ft²', 0.09290304],
    ['acre', 'ac', 4046.8564224],
    ['square mile', 'mi²', 2_589_988.110336],
  ],
  energy: [
    ['joule', 'J', 1],
    ['kilojoule', 'kJ', 1000],
    ['calorie', 'cal', 4.184],
    ['kilocalorie', 'kcal', 4184],
    ['watt hour', 'Wh', 3600],
    ['kilowatt hour', 'kWh', 3.6e6],
    ['British thermal unit', 'Btu', 1055.05585262],
  ],
  pressure: [
    ['pascal', 'Pa', 1],
    ['hectopascal', 'hPa', 100],
    ['kilopascal', 'kPa', 1000],
    ['bar', 'bar', 100_000],
    ['atmosphere', 'atm', 101_325],
    ['torr', 'Torr', 101_325, 760],
    ['pound per square inch', 'psi', 0.45359237 * 9.80665, 0.0254 ** 2],
  ],
};

export const units: readonly Unit[] = Object.entries(table).flatMap(([quantity, rows]) =>
  rows.map(([name, symbol, times, per = 1, zero = 0]) => ({ name, symbol, quantity, times, per, zero })),
);

export const unitNamed = (name: string): Unit | undefined => units.find(unit => unit.name === name);

/** A whole factor is multiplied first and any other divided first, so that 50 miles are 80.4672 km and 212 °F are 100 °C. */
export function convertUnit(value: number, from: Unit, to: Unit): number {
  const times = from.times * to.per;
  const per = from.per * to.times;
  const above = value - from.zero;
  return (Number.isInteger(times) ? (above * times) / per : above * (times / per)) + to.zero;
}
