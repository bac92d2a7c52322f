import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';

/** A text in both languages of the register. */
export class ProfileText {
  @IsString() @IsNotEmpty() fr!: string;
  @IsString() @IsNotEmpty() en!: string;
}

/**
 * One table of the source. The key columns say how fine it is: a table with a charge column has one row per
 * participant and charge.
 */
export class ProfileTable {
  @Matches(/^[a-z][a-z0-9_]*$/) name!: string;
  /** File or sheet name without ending; upper and lower case are the same. */
  @IsString() @IsNotEmpty() file!: string;
  @IsString() @IsNotEmpty() caseKey!: string;
  @IsOptional() @IsString() @IsNotEmpty() participantKey?: string;
  @IsOptional() @IsString() @IsNotEmpty() chargeKey?: string;
  /** Columns that together tell the rows of one count apart (several sentences). */
  @IsOptional() @IsArray() @IsString({ each: true }) rowKey?: string[];
  /** Column left out on purpose → why. A column neither used nor named here is reported. */
  @IsOptional() @IsObject() ignored?: Record<string, string>;
}

/** Where a value is read: a column, or several put into a template `{chapter} ILCS {act}/{section}`. */
export class ProfileSource {
  /** Another table, joined on the keys both have; the entity's own when absent. */
  @IsOptional() @IsString() table?: string;
  @IsOptional() @IsString() @IsNotEmpty() column?: string;
  @IsOptional() @IsString() @IsNotEmpty() template?: string;
  /** Named transforms in order, see transforms.ts. */
  @IsOptional() @IsArray() @IsString({ each: true }) as?: string[];
}

/** One field of ours: the first source that is not empty gives it, else the constant. */
export class ProfileField {
  @IsString() @IsNotEmpty() to!: string;
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => ProfileSource)
  from?: ProfileSource[];
  @IsOptional() @IsString() @IsNotEmpty() constant?: string;
  /** Name of a value table. */
  @IsOptional() @IsString() values?: string;
  /** Over the rows of one case: the first filled one, or the earliest or latest date. */
  @IsOptional() @IsIn(['first', 'earliest', 'latest']) pick?: 'first' | 'earliest' | 'latest';
}

export class ProfileEntity {
  @IsIn(['case', 'participant', 'count', 'outcome', 'sentence'])
  entity!: 'case' | 'participant' | 'count' | 'outcome' | 'sentence';
  @IsString() table!: string;
  /** A row makes this entity only when the column is filled (one wide table holding several entities). */
  @IsOptional() @IsString() when?: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ProfileField) fields!: ProfileField[];
}

export class ProfileValues {
  @Matches(/^[a-z][A-Za-z0-9]*$/) name!: string;
  /** Source value → our code; upper and lower case are the same. */
  @IsObject() values!: Record<string, string>;
  /** `refuse`: a value not listed keeps the case out. `empty`: it simply says nothing. */
  @IsIn(['refuse', 'empty']) unknown!: 'refuse' | 'empty';
}

/** Two dates that have an order in nature; the message tells whoever reads the report. */
export class ProfileDateOrder {
  @Matches(/^[a-z]+\.[A-Za-z]+$/) earlier!: string;
  @Matches(/^[a-z]+\.[A-Za-z]+$/) later!: string;
  /** `impossible`: one of the two is wrong. `unusual`: worth a look. Both only warn. */
  @IsIn(['impossible', 'unusual']) level!: 'impossible' | 'unusual';
}

/** A type that the source's law has and ours does not (a kind of sentence). */
export class ProfileType {
  @Matches(/^[a-z][a-z0-9_]*$/) code!: string;
  @ValidateNested() @Type(() => ProfileText) label!: ProfileText;
}

/** The law the source's counts and sentences stand under; it becomes a legal regime of its own. */
export class ProfileRegime {
  @Matches(/^[A-Z0-9][A-Z0-9-]{0,31}$/) code!: string;
  @ValidateNested() @Type(() => ProfileText) label!: ProfileText;
  /** `YYYY-MM-DD`: facts from this day on may stand under it. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) validFrom!: string;
}

/** A mapping profile: a reviewed file that says how one source becomes cases of the register. */
export class ImportProfile {
  @Matches(/^[a-z][a-z0-9-]*$/) profile!: string;
  @IsInt() @Min(1) version!: number;
  @ValidateNested() @Type(() => ProfileText) title!: ProfileText;
  @IsString() @IsNotEmpty() source!: string;
  @IsString() @IsNotEmpty() licence!: string;
  /** IANA name of the zone whose clocks the source shows. */
  @IsString() @IsNotEmpty() timeZone!: string;
  @ValidateNested() @Type(() => ProfileRegime) regime!: ProfileRegime;
  /** Series of the register numbers that its cases get: imported files stand apart. */
  @Matches(/^[A-Z]{1,6}$/) series!: string;
  @IsArray()
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => ProfileTable)
  tables!: ProfileTable[];
  @IsArray()
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => ProfileEntity)
  entities!: ProfileEntity[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ProfileValues) valueTables!: ProfileValues[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ProfileType) sentenceTypes!: ProfileType[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ProfileDateOrder) dateOrder!: ProfileDateOrder[];
}
