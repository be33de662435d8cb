/** Words so common that they say nothing of what a text is about, by language. */
export const stopWords = {
  none: [],
  english:
    'about after all also am an and any are as at be because been before being but by can could did do does for from had has have he her here him his how if in into is it its just me more most my no not of off on once only or other our out over own same she should so some such than that the their them then there these they this those through to too under until up very was we were what when where which while who whom why will with would you your'.split(' '), // prettier-ignore
  french:
    'alors au aussi autre aux avec avoir bien car ce cela ces cet cette ceux chaque comme comment dans de des donc dont du elle elles en encore entre est et étaient était être eux fait il ils je la le les leur leurs lui ma mais me même mes moi mon ne nos notre nous on ont ou où par pas peu plus pour pourquoi qu quand que quel quelle qui sa sans se ses si son sont sous sur ta te tes toi ton tous tout très tu un une vos votre vous'.split(' '), // prettier-ignore
  german:
    'aber alle als also am an auch auf aus bei bin bis bist da damit dann das dass dem den denn der des dich die dir doch du durch ein eine einem einen einer eines er es für habe haben hat hatte hier hinter ich ihm ihn ihr ihre im in ins ist ja jede kann kein keine können mein mich mir mit muss nach nicht noch nun nur ob oder ohne sehr sein seine sich sie sind so über um und uns unser unter vom von vor war was weil wenn wer wie wieder will wir wird wo zu zum zur'.split(' '), // prettier-ignore
  spanish:
    'al algo alguna alguno ante antes aquel aquella así aunque como con contra cual cuando de del desde donde dos el él ella ellas ellos en entre era eran es esa ese eso esta está están estas este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi mis mucho muy nada ni no nos nosotros nuestra nuestro otra otro para pero poco por porque pues que qué quien se ser si sí sin sobre son su sus también tanto te tiene todo todos tu un una uno unos ya yo'.split(' '), // prettier-ignore
} as const satisfies Record<string, readonly string[]>;

export type StopLanguage = keyof typeof stopWords;
export const stopLanguages = Object.keys(stopWords) as StopLanguage[];
