import { Random } from './random.js';

export type Sex = 'female' | 'male';

/** A name as it stands in a file. */
export interface InventedName {
  fullName: string;
  givenNames: string;
  familyName: string;
  orderKnown: boolean;
}

// Common names of the country, put together by chance.
const MEN =
  'Moussa Ibrahim Amadou Oumar Seydou Bakary Boubacar Abdoulaye Mamadou Souleymane Adama Drissa Issa Yacouba Lassana Modibo Sékou Tiémoko Zoumana Hamidou Alassane Daouda Salif Nouhoum Cheick Bréhima Fousseyni Aboubacar Hamadoun Allaye Mahamadou Mohamed Ousmane Sidiki Karim Harouna Idrissa Samba Demba Youssouf'.split(
    ' ',
  );
const WOMEN =
  'Aminata Fatoumata Mariam Kadiatou Oumou Awa Rokia Djénéba Assitan Safiatou Nana Coumba Bintou Hawa Maïmouna Salimata Ramata Fanta Korotoumou Tenin'.split(
    ' ',
  );
const FAMILIES =
  'Traoré Coulibaly Diarra Diallo Konaté Koné Sidibé Dembélé Sangaré Touré Doumbia Cissé Keïta Camara Sissoko Dicko Barry Bah Ouologuem Guindo Tembely Togo Kassogué Maïga Cissouma Sanogo Bagayoko Fofana Kanouté Diabaté Kouyaté Samaké Ballo Berthé Dolo Poudiougou Karembé Haïdara Tangara Niaré'.split(
    ' ',
  );
const NORTHERN =
  'Ahmed Mohamed Alhousseini Abdoulkarim Akli Attaher Bilal Elmehdi Hamma Ibrahim Intaka Mossa Ousmane Rhissa Sidi Warzagane Youssouf Assaleh Almou Zeyd'.split(
    ' ',
  );
const NICKNAMES =
  'Le Forgeron,Le Tailleur,Le Long,Vieux Tamba,Petit Sékou,Solo,Bébé Koro,Le Pêcheur,Djo Moto,Le Puisatier,Kelly,Barou le Boiteux'.split(
    ',',
  );

/** Whoever is known by such a name in public life is not to be met here, in whatever order it is written. */
const KNOWN = new Set(
  [
    'Moussa Traoré',
    'Modibo Keïta',
    'Modibo Sidibé',
    'Ibrahim Keïta',
    'Boubacar Keïta',
    'Boubacar Traoré',
    'Boubacar Diarra',
    'Oumar Konaté',
    'Amadou Touré',
    'Amadou Sanogo',
    'Amadou Cissé',
    'Cheick Traoré',
    'Cheick Diarra',
    'Cheick Cissé',
    'Cheick Sissoko',
    'Seydou Keïta',
    'Salif Keïta',
    'Souleymane Cissé',
    'Souleymane Diarra',
    'Issa Konaté',
    'Adama Traoré',
    'Adama Coulibaly',
    'Adama Sangaré',
    'Ousmane Traoré',
    'Ousmane Cissé',
    'Aboubacar Traoré',
    'Mahamadou Diarra',
    'Mamadou Diallo',
    'Oumou Sangaré',
    'Fatoumata Diawara',
    'Rokia Traoré',
    'Aminata Touré',
    'Mohamed Touré',
    'Ousmane Touré',
    'Sékou Touré',
    'Sékou Traoré',
    'Bilal Ag Sidi',
  ].map(plain),
);

/** Invents people, none of them twice. */
export class Names {
  private readonly taken = new Set<string>();

  constructor(private readonly random: Random) {}

  next(sex: Sex): InventedName {
    for (;;) {
      const name = this.random.chance(0.14) && sex === 'male' ? this.northern() : this.southern(sex);
      const key = plain(`${name.givenNames} ${name.familyName}`);
      if (isKnown(key) || this.taken.has(key)) continue;
      this.taken.add(key);
      return name;
    }
  }

  /** Names by which somebody is known beside their own. */
  nickname(): string {
    return this.random.pick(NICKNAMES);
  }

  private southern(sex: Sex): InventedName {
    const first = this.random.pick(sex === 'male' ? MEN : WOMEN);
    const second = this.random.chance(0.12) ? ` ${this.random.pick(sex === 'male' ? MEN : WOMEN)}` : '';
    const givenNames = second.trim() === first ? first : `${first}${second}`;
    const familyName = this.random.pick(FAMILIES);
    const familyFirst = this.random.chance(0.35);
    return {
      fullName: familyFirst ? `${familyName} ${givenNames}` : `${givenNames} ${familyName}`,
      givenNames,
      familyName,
      orderKnown: this.random.chance(0.7),
    };
  }

  private northern(): InventedName {
    const givenNames = this.random.pick(NORTHERN);
    const link = this.random.chance(0.7) ? 'Ag' : 'Ould';
    const familyName = `${link} ${this.random.pick(NORTHERN)}`;
    return { fullName: `${givenNames} ${familyName}`, givenNames, familyName, orderKnown: true };
  }
}

/** Contains such a name: one more given name makes nobody else of them. */
function isKnown(key: string): boolean {
  const words = new Set(key.split(' '));
  return [...KNOWN].some((known) => known.split(' ').every((word) => words.has(word)));
}

/** The same name however it is written: without accents, its words in one order. */
export function plain(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().split(/\s+/).sort().join(' ');
}
