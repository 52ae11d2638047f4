"""Sentences of theses, care notes and transcripts with slots for names, to learn the language that NorNE's news don't have.

{P} a person in any form, {F} a given name, {L} a family name, {FL} given and family name, {I} a name with initials, {S} a
place, {K} a municipality's name, {O} an institution. Written for this project; none of them stands in its tests.
"""

TEMPLATES = """
{F} fortalte at hun gruet seg til å komme tilbake på jobb.
{FL} har vært enhetsleder ved {O} i fire år.
Jeg snakket med {F} om vaktplanen, og hun foreslo å bytte helg med {F}.
Avdelingssykepleier {L} tok opp saken på personalmøtet.
Sykepleier {L} ringte pårørende, {FL}, samme kveld.
Vernepleier {FL} ble ansatt i prosjektstilling høsten etter.
Kommunalsjef {FL} i {K} kommune støttet prosjektet.
Takk til veilederen min, {FL}, for gode råd underveis.
Vi vil takke {F}, {F} og {F} for at de stilte opp til intervju.
Informantene kom fra {K}, {K} og {K}.
Pasienten {FL} ble overført til {O}.
{FL} bor hjemme i {S} sammen med kona {F}.
Dattera {F} ringer hver dag for å høre hvordan det går med moren.
Sønnen hans, {FL}, bor i {S} og kommer sjelden hjem.
Rapport fra nattevakt: {F} sov godt, {F} var urolig fra kl. 03.
{P} var ikke enig i at turnusen måtte endres.
«Det er vi som kjenner brukerne», sa {F}.
{F}s måte å lede på skapte ro i gruppa.
{L}s forslag ble vedtatt i kommunestyret.
Lederen vår, {F}, var tydelig på at alle skulle med.
Prosjektgruppa besto av {FL}, {FL} og {P}.
Tillitsvalgt {FL} og verneombud {FL} deltok i arbeidsgruppa.
Fastlegen, {L}, ble kontaktet på telefon.
Dr. {L} skrev ut resept og ba om ny time.
Etter samtalen med {F} bestemte jeg meg for å endre rutinen.
Når {F} er borte, er det {F} som har ansvaret.
{I} er 84 år og har bodd på {O} siden i fjor.
Bruker {I} har vedtak om hjemmesykepleie fire ganger i døgnet.
Pårørende til {P} klaget på maten.
Ved {O} i {K} arbeider det om lag seksti ansatte.
Jeg er leder for {O} i {K} kommune.
Forfatterne er begge ansatt i {K} kommune.
{F} og {F} har vært naboer i {S} i førti år.
Hun heter {FL} og er opprinnelig fra {S}.
Kollegaen min {F} spurte om jeg hadde tid til en prat.
Møtet ble ledet av {FL}. Til stede: {FL}, {FL}, {FL} og {FL}.
Referent: {FL}
Kontaktperson: {FL}, tlf. 400 00 000
Navn: {FL}
Veileder: {FL}
Intervjuer: Kan du fortelle litt om deg selv, {F}?
{F}: Ja, jeg begynte her i 2009.
{F}: Det var {F} som tok initiativet, ikke jeg.
Primærkontakten, {F}, laget en ny tiltaksplan.
Assistent {FL} fulgte {P} til {S}.
{P} ble funnet på gulvet av {F} på morgenvakten.
Vi feiret at {F} fylte sytti.
Ifølge {L} og {L} er tillit avgjørende.
Dette er i tråd med funnene til {FL}.
Jeg husker særlig {F}, en eldre mann fra {S}.
Rådmann {FL} orienterte om budsjettet.
Han {F} på kjøkkenet er den som vet hvor alt ligger.
Ho {F} på avdelinga sa ifrå.
Spør {F} eller {F} hvis du lurer på noe.
{F} har sluttet, og {F} er sykmeldt.
Saken ble tatt opp av {FL} (Ap) i formannskapet.
{FL}, {FL} og {FL} (red.)
Kull høsten, klasse {S}: {FL} og {FL}
Oppgave skrevet av {FL} og {FL}
Leder i {K} helsehus, {FL}, sier det slik.
Vi reiste til {S} for å lære av erfaringene derfra.
Samarbeidet med {O} fungerte bedre enn vi trodde.
Hjemmetjenesten i {S} ble delt i to soner.
På {O} hadde de prøvd det samme året før.
{F} fortalde at ho grua seg til å kome attende på jobb.
{FL} har vore einingsleiar ved {O} i fire år.
Eg snakka med {F} om vaktplanen, og ho foreslo å byte helg med {F}.
Avdelingssjukepleiar {L} tok opp saka på personalmøtet.
Sjukepleiar {L} ringde pårørande, {FL}, same kvelden.
Kommunalsjef {FL} i {K} kommune støtta prosjektet.
Takk til rettleiaren min, {FL}, for gode råd undervegs.
Informantane kom frå {K}, {K} og {K}.
Pasienten {FL} vart overført til {O}.
{FL} bur heime i {S} saman med kona {F}.
Dottera {F} ringjer kvar dag for å høyre korleis det går med mora.
Son hans, {FL}, bur i {S} og kjem sjeldan heim.
{P} var ikkje samd i at turnusen måtte endrast.
«Det er vi som kjenner brukarane», sa {F}.
{F} sin måte å leie på skapte ro i gruppa.
Leiaren vår, {F}, var tydeleg på at alle skulle med.
Prosjektgruppa var {FL}, {FL} og {P}.
Tillitsvald {FL} og verneombod {FL} var med i arbeidsgruppa.
Fastlegen, {L}, vart kontakta på telefon.
Når {F} er borte, er det {F} som har ansvaret.
Pårørande til {P} klaga på maten.
Ved {O} i {K} arbeider det om lag seksti tilsette.
Eg er leiar for {O} i {K} kommune.
{F} og {F} har vore naboar i {S} i førti år.
Ho heiter {FL} og er frå {S}.
Kollegaen min {F} spurde om eg hadde tid til ein prat.
Møtet vart leia av {FL}. Til stades: {FL}, {FL}, {FL} og {FL}.
Intervjuar: Kan du fortelje litt om deg sjølv, {F}?
{F}: Ja, eg byrja her i 2009.
Vi feira at {F} fylte sytti.
Ifølgje {L} og {L} er tillit avgjerande.
Eg hugsar særleg {F}, ein eldre mann frå {S}.
{F} har slutta, og {F} er sjukmeld.
Heimetenesta i {S} vart delt i to soner.
Vi drog til {S} for å lære av røynslene derifrå.
og da sa {F} at vi må jo bare begynne et sted
ja {F} du ville si noe
jeg heter {FL} og jobber i {K} kommune
takk til {F} for en fin innledning så gir jeg ordet til {FL}
det er litt som {F} sier at vi må tørre å prøve
så hadde vi en bruker la oss kalle henne {F} som ikke ville dusje
hun {F} som jobber natt hun vet alt
vi har med oss {FL} fra {O} i dag velkommen {F}
eg heiter {FL} og kjem frå {S}
det var {F} som fann på det eigentleg
The ward nurse, {FL}, told us how they had reorganised the shifts.
{F} said that nobody had asked her.
Our guest today is {FL} from {K}.
""".strip().splitlines()

_INSTITUTIONS = """
sykehjem, sjukeheim, omsorgssenter, helsehus, bo- og omsorgssenter, legevakt, hjemmetjeneste, bofellesskap, dagsenter,
helsestasjon, skole, barnehage, legekontor, sjukehus, sykehus, rehabiliteringssenter, aldersheim, helsetun
"""
INSTITUTIONS = [name.strip() for name in _INSTITUTIONS.split(",")]
_HOUSES = """
Solbakken Lyngmo Furuly Bjørkelia Granheim Solheim Fjordgløtt Åsly Nygård Elvebakken Bekkestua Haugtun Sandbakken Moltemyr
Rognheim Myrsnipa Tangen Vestmo Høgli Kvernhaugen Storevarden Lillevollen Ekornrud Fagerheim Heimly Utsikten Breidablikk
Soltun Eplehagen Trollhaugen Liatun Bergtun Sjøgata Vågsbygd
"""
HOUSES = _HOUSES.split()
