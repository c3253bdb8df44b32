// What people call the things that Home Assistant calls domains and device classes.

const covers = "blind shutter shade volet store rollo jalousie rollladen";

const ofDomain: Readonly<Record<string, string>> = {
  air_quality: "qualite air",
  alarm_control_panel: "alarm security alarme securite alarmanlage",
  automation: "rule automatisation",
  binary_sensor: "detector detecteur capteur",
  button: "bouton taste",
  calendar: "agenda calendrier kalender",
  camera: "cam video camera kamera",
  climate:
    "heating heater thermostat radiator hvac ac air conditioning chauffage radiateur climatisation clim heizung klimaanlage",
  cover: `${covers} curtain rideau vorhang`,
  device_tracker: "phone location telephone localisation handy",
  event: "evenement ereignis",
  fan: "ventilation ventilateur ventilo vmc luefter ventilator",
  humidifier: "humidificateur deshumidificateur dehumidifier luftbefeuchter",
  input_boolean: "helper toggle switch interrupteur schalter",
  input_button: "helper bouton",
  input_datetime: "helper date time heure",
  input_number: "helper nombre",
  input_select: "helper choix mode",
  input_text: "helper texte",
  lawn_mower: "lawnmower robot tondeuse pelouse gazon rasenmaeher maeher",
  light: "lamp lighting bulb lumiere lampe eclairage ampoule licht leuchte",
  lock: "serrure verrou door porte schloss tuer",
  media_player: "music audio musique lecteur musik",
  notify: "notification message",
  number: "nombre reglage",
  person: "people personne",
  plant: "plante pflanze",
  remote: "telecommande fernbedienung",
  scene: "ambiance szene",
  script: "skript",
  select: "choix mode",
  sensor: "capteur",
  siren: "sirene alarm alarme",
  sun: "soleil sonne",
  switch: "interrupteur schalter",
  timer: "minuteur minuterie countdown",
  todo: "list liste tasks shopping taches courses",
  update: "upgrade firmware mise jour",
  vacuum: "hoover cleaner robot aspirateur staubsauger",
  valve: "vanne robinet ventil",
  water_heater: "boiler hot water chauffe eau ballon chaude warmwasser",
  weather: "forecast meteo temps previsions wetter",
  zone: "place lieu",
};

const ofClass: Readonly<Record<string, string>> = {
  apparent_power: "puissance apparente",
  aqi: "air quality qualite",
  atmospheric_pressure: "barometer pression barometre luftdruck",
  awning: "store banne auvent markise",
  battery: "batterie pile charge",
  battery_charging: "charge recharge",
  blind: covers,
  carbon_dioxide: "co2 air quality qualite",
  carbon_monoxide: "co alarm alarme",
  cold: "froid kaelte",
  connectivity: "online connection connexion connecte",
  current: "courant amps strom",
  curtain: "curtains drapes rideau voilage vorhang",
  damper: "registre clapet",
  date: "jour",
  distance: "range portee",
  door: "porte tuer",
  doorbell: "bell sonnette klingel",
  duration: "duree time temps",
  energy: "consumption electricity energie consommation electricite kwh strom",
  garage: "garage door porte garagentor",
  garage_door: "porte garagentor",
  gas: "gaz",
  gate: "portail barriere tor",
  heat: "chaleur hitze",
  humidity: "humidite feuchtigkeit luftfeuchtigkeit",
  illuminance: "brightness luminosite eclairement lux helligkeit",
  light: "brightness luminosite helligkeit",
  lock: "serrure verrou schloss",
  moisture: "leak water fuite eau inondation flood humidite wasser leck",
  monetary: "cost price cout prix",
  motion: "movement mouvement presence bewegung bewegungsmelder",
  moving: "movement mouvement",
  occupancy: "presence motion occupation mouvement anwesenheit",
  opening: "ouverture open contact",
  outlet: "socket plug prise steckdose",
  pm25: "air quality qualite particules fines feinstaub",
  power: "watt puissance consumption consommation electricity electricite leistung strom",
  power_factor: "facteur puissance",
  precipitation: "rain pluie regen",
  presence: "presence home",
  pressure: "pression druck",
  problem: "fault probleme panne stoerung",
  receiver: "amplifier amplificateur ampli tuner",
  safety: "securite",
  shade: covers,
  shutter: covers,
  signal_strength: "wifi rssi signal",
  smoke: "fire fumee incendie rauch rauchmelder",
  sound: "noise son bruit",
  speaker: "enceinte loudspeaker haut parleur lautsprecher",
  tamper: "sabotage",
  temperature: "temp warm cold chaud froid kalt degrees degres thermometer thermometre",
  timestamp: "time heure",
  tv: "television tele fernseher",
  vibration: "choc",
  voltage: "tension volt spannung",
  volatile_organic_compounds: "voc cov air quality qualite",
  water: "eau consumption consommation wasser",
  weight: "poids gewicht",
  wind_speed: "vent wind",
  window: "fenetre fenster",
};

/** Covers that nobody calls a blind. */
const otherCovers = new Set(["awning", "curtain", "damper", "door", "garage", "gate", "window"]);

const ofPlayers = "tv television tele speaker enceinte";

/** Everyday words for an entity's domain and device class, as one text. */
export function kindText(domain: string, deviceClass: string | undefined): string {
  const ofItsDomain = said(ofDomain, domain);
  if (deviceClass === undefined)
    return `${domain} ${ofItsDomain} ${domain === "media_player" ? ofPlayers : ""}`;
  const own = `${domain} ${deviceClass} ${said(ofClass, deviceClass)}`;
  return domain === "cover" && otherCovers.has(deviceClass) ? own : `${own} ${ofItsDomain}`;
}

/** A custom integration may call its domain "constructor". */
const said = (table: Readonly<Record<string, string>>, word: string): string =>
  Object.hasOwn(table, word) ? (table[word] ?? "") : "";
