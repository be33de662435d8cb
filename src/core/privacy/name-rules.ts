/** What a column's name says about whether its values belong to a person. */
export interface NameRule {
  readonly id: string;
  /** What such columns hold, in the plural. */
  readonly what: string;
  /** Words or sequences of words, in lower case and without accents. */
  readonly words: readonly string[];
}

const list = (words: string): readonly string[] => words.split('|').map(word => word.trim());

/** English, German, French, Spanish, Italian, Dutch, Portuguese, Polish and Swedish. */
export const personalNames: readonly NameRule[] = [
  { id: 'email', what: 'e-mail addresses', words: list('email|e mail|mail address|correo|courriel|posta elettronica|epost|e post|mailadresse') },
  { id: 'ip', what: 'internet addresses', words: list('ip|ip address|ipaddress|ip adresse|adresse ip') },
  { id: 'phone', what: 'telephone numbers', words: list('phone|telephone|tel|mobile|cell phone|telefon|handy|rufnummer|telefono|movil|cellulare|telefoon|telefone|celular|komorka|mobil|fax') },
  { id: 'name', what: 'names of people', words: list('first name|last name|firstname|lastname|surname|given name|family name|full name|fullname|middle name|maiden name|forename|nom|prenom|vorname|nachname|familienname|nombre|apellido|apellidos|nome|cognome|sobrenome|voornaam|achternaam|imie|nazwisko|fornamn|efternamn|customer name|patient name|employee name|contact name') },
  { id: 'address', what: 'home addresses', words: list('address|street|street address|home address|adresse|strasse|hausnummer|anschrift|rue|direccion|calle|indirizzo|via|adres|straat|endereco|rua|ulica|adress|gata') },
  { id: 'birth', what: 'dates of birth', words: list('birth|birthday|birthdate|date of birth|dob|geburtstag|geburtsdatum|geboren|naissance|date naissance|nacimiento|fecha nacimiento|nascita|nascimento|geboortedatum|geboorte|urodzenia|data urodzenia|fodelsedatum') },
  { id: 'postcode', what: 'postcodes', words: list('zip|zipcode|zip code|postcode|postal code|postal|plz|postleitzahl|code postal|codigo postal|cap|postnummer|kod pocztowy|cep') },
  { id: 'identity', what: 'identity numbers', words: list('ssn|social security|social security number|national id|passport|passport number|reisepass|ausweisnummer|personalausweis|steuer id|steuernummer|sozialversicherungsnummer|passeport|numero securite sociale|nir|dni|nie|pasaporte|codice fiscale|bsn|burgerservicenummer|pesel|personnummer|cpf|nhs number|driving licence|driver license|drivers license|fuhrerschein|license plate|licence plate|kennzeichen') },
  { id: 'account', what: 'account or card numbers', words: list('iban|bic|bank account|account number|kontonummer|credit card|card number|creditcard|kreditkarte|carte bancaire|tarjeta') },
  { id: 'place', what: 'places of people', words: list('latitude|longitude|lat|lon|lng|gps|geolocation|breitengrad|langengrad') },
]; // prettier-ignore

/** Groups that are protected by law in many places, or by whose names such groups are told. */
export const sensitiveNames: readonly NameRule[] = [
  { id: 'sex', what: 'sex or gender', words: list('sex|gender|geschlecht|sexe|genre|sexo|genero|sesso|genere|geslacht|plec|kon') },
  { id: 'age', what: 'age', words: list('age|alter|edad|eta|leeftijd|idade|wiek|alder|age group|altersgruppe') },
  { id: 'origin', what: 'origin', words: list('race|ethnicity|ethnic|ethnie|nationality|citizenship|native country|country of birth|foreign worker|migrant|migration|nationalitat|staatsangehorigkeit|herkunft|nationalite|origine|nacionalidad|raza|etnia|nazionalita|cittadinanza|nationaliteit|etniciteit|raca|narodowosc|nationalitet') },
  { id: 'belief', what: 'belief', words: list('religion|faith|religious|konfession|religione|godsdienst|religiao|religia|political|party|partei|union member|gewerkschaft') },
  { id: 'health', what: 'health', words: list('disability|disabled|handicap|pregnant|pregnancy|diagnosis|disease|illness|hiv|behinderung|schwanger|krankheit|diagnose|invalidite|enceinte|maladie|discapacidad|embarazo|disabilita|gravidanza|zwanger') },
  { id: 'family', what: 'family', words: list('marital|marital status|married|civil status|relationship|familienstand|etat civil|situation matrimoniale|estado civil|stato civile|burgerlijke staat|stan cywilny|civilstand|sexual orientation|orientation') },
]; // prettier-ignore

/** A name in words: "customerFirst_Name" is "customer first name". Accents are left out. */
export function nameWords(name: string): string[] {
  return name
    .slice(0, 200)
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean);
}

/**
 * The first rule whose words stand in a row in the name. A word of up to three letters must be the name's first or last,
 * because short words mean many things.
 */
export function ruleByName(name: string, rules: readonly NameRule[]): NameRule | null {
  const words = nameWords(name);
  const stands = (phrase: string) => {
    const parts = phrase.split(' ');
    return words.some((_, at) => {
      if (!parts.every((part, i) => words[at + i] === part)) return false;
      return phrase.length > 3 || words.length === 1 || (words.length === 2 && at + parts.length === words.length);
    });
  };
  return rules.find(rule => rule.words.some(stands)) ?? null;
}
