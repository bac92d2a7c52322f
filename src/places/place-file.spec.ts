import { describe, expect, it } from '@jest/globals';
import { readPlaceFile } from './place-file.js';

const units = (...rows: string[]) =>
  ['level,pcode_2019,name_fr,name_ref_ascii,parent_pcode,rep_lon,rep_lat', ...rows].join('\n');
const localities = (...rows: string[]) =>
  ['code,region,cercle,commune,vfq,gps,longitude,latitude,parent_code', ...rows].join('\n');

describe('a table of administrative units', () => {
  it('gives regions without a parent, and everything else inside its parent', () => {
    const file = readPlaceFile(
      units('1,ML07,Gao,,ML,1.31763,16.98471', '2,ML0701,Ansongo,,ML07,1.00885,15.92389'),
    );
    expect(file).toMatchObject({
      holds: 'places',
      edition: 'cod-ab-2019',
      issues: [],
      places: [
        { line: 2, code: 'ML07', kind: 'region', name: 'Gao', parentCode: null, lon: 1.31763, lat: 16.98471 },
        { line: 3, code: 'ML0701', kind: 'cercle', name: 'Ansongo', parentCode: 'ML07' },
      ],
    });
  });

  it('names the line and the column of what is wrong', () => {
    const file = readPlaceFile(
      units('1,ML07,Gao,,ML,,', '2,,Ansongo,,ML07,,', '7,ML0702,X,,ML07,,', '2,ML07,,,ML99,,'),
    );
    expect(file.issues).toEqual([
      { line: 3, column: 'pcode_2019', severity: 'error', code: 'missing', vars: {} },
      { line: 4, column: 'level', severity: 'error', code: 'unknown_level', vars: { value: '7' } },
      { line: 5, column: 'pcode_2019', severity: 'error', code: 'duplicate', vars: { code: 'ML07' } },
      { line: 5, column: 'name_fr', severity: 'error', code: 'missing', vars: {} },
      { line: 5, column: 'parent', severity: 'error', code: 'unknown_parent', vars: { parent: 'ML99' } },
    ]);
  });
});

describe('a list of localities', () => {
  const family = [
    '12000000,KAYES,BAFOULABE,,,,,,',
    '12013000,KAYES,BAFOULABE,DIAKON,,,,,12000000',
    '12013001,KAYES,BAFOULABE,DIAKON,BADALA,"-10.3, 14.4",-10.3,14.4,12013000',
    '12013002,KAYES,BAFOULABE,DIAKON,DAR,"-10.4, 14.5",-10.4,14.5,12013000',
    '12013003,KAYES,BAFOULABE,DIAKON,SEGALA,"-10.5, 14.3",-10.5,14.3,12013000',
  ];

  it('takes the kind of each place from the last filled column', () => {
    const file = readPlaceFile(localities(...family));
    expect(file.holds === 'places' && file.places.map((place) => [place.kind, place.name])).toEqual([
      ['cercle', 'BAFOULABE'],
      ['commune', 'DIAKON'],
      ['locality', 'BADALA'],
      ['locality', 'DAR'],
      ['locality', 'SEGALA'],
    ]);
  });

  it('keeps a village whose coordinates cannot be true, without the point and with a warning', () => {
    const file = readPlaceFile(
      localities(
        ...family,
        '12013004,KAYES,BAFOULABE,DIAKON,MADINA,"-40.3, 14.42",-40.3,14.42,12013000',
        '12013005,KAYES,BAFOULABE,DIAKON,SIRADO,"-10.7, 140.2",-10.7,140.2,12013000',
      ),
    );
    expect(file.holds === 'places' && file.places.slice(-2)).toMatchObject([
      { name: 'MADINA', lon: null, lat: null, pointAsWritten: '-40.3, 14.42' },
      { name: 'SIRADO', lon: null, lat: null, pointAsWritten: '-10.7, 140.2' },
    ]);
    expect(file.issues).toMatchObject([
      { line: 7, severity: 'warning', code: 'doubtful_point' },
      { line: 8, severity: 'warning', code: 'doubtful_point' },
    ]);
  });
});

describe('a crosswalk', () => {
  const header = 'level,pcode_2015,name_2015,pcode_2019,name_2019,area_share_of_2015_unit';

  it('links a code of one edition to a code of another', () => {
    expect(readPlaceFile(`${header}\n2,ML0701,Gao,ML0703,Gao,0.997`)).toMatchObject({
      holds: 'links',
      fromEdition: 'cod-ab-2015',
      toEdition: 'cod-ab-2019',
      links: [{ line: 2, fromCode: 'ML0701', toCode: 'ML0703', share: 0.997 }],
    });
  });

  it('refuses a share that is none', () => {
    const file = readPlaceFile(`${header}\n2,A,a,B,b,1.2\n2,C,c,D,d,\n2,E,e,F,f,deux`);
    expect(file.issues.map((issue) => [issue.line, issue.code])).toEqual([
      [2, 'bad_share'],
      [3, 'bad_share'],
      [4, 'bad_share'],
    ]);
  });
});

describe('a file that is something else', () => {
  it.each([
    ['an image', '\u0089PNG\u0000\u0000', 'not_text'],
    ['another table', 'a,b\n1,2', 'unknown_format'],
    ['nothing at all', '', 'unknown_format'],
    ['a table cut short', units('1,ML07,"Gao'), 'unreadable'],
    ['a row with a cell too many', units('1,ML07,Gao,,ML,1,1,1'), 'unreadable'],
  ])('%s is refused with a reason', (_what, text, code) => {
    expect(readPlaceFile(text)).toMatchObject({ holds: 'nothing', issues: [{ severity: 'error', code }] });
  });
});
