/** Words that tell nothing about what was done: of English and German, and of what windows say anyway. */

const ENGLISH =
  'about after all also and any are back been but can com did does edit file for from had has have help her his home how http https into its just like more most new not now off one only open org other our out over page search see she should some than that the their them then there these they this those tab untitled was way web were what when where which who why will with window www you your'

const GERMAN =
  'aber alle als auch auf aus bei bin bis das dass dein dem den der des die dies diese dieser doch durch ein eine einem einen einer eines für hat hier ich ihr ihre ist kein mehr mein mit nach nicht noch nur oder ohne sein seite sich sie sind über und uns unter vom von vor war was wenn wer wie wird zum zur neu neue neuer suche unbenannt'

export const STOP_WORDS: ReadonlySet<string> = new Set(`${ENGLISH} ${GERMAN}`.split(' '))
