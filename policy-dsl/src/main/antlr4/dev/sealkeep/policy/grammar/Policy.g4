/*
 * The policy language, version 1.
 *
 * The parser sees a filtered token stream (LineTokens): a NEWLINE survives only where it means
 * "and" or ends an item, runs of them are one, and COMMENT and STRAY tokens are gone. Almost every
 * decision is LL(1), which keeps error messages local to the line they belong to.
 */
grammar Policy;

policyFile
    : NEWLINE? header? NEWLINE? policyBlock NEWLINE? EOF
    ;

header
    : SEALKEEP version=(INTEGER | NAME)
    ;

policyBlock
    : POLICY title=word '{' (item | NEWLINE)* '}'
    ;

item
    : description
    | reference
    | constant
    | binding
    | clause
    ;

description
    : DESCRIPTION text=STRING
    ;

reference
    : REFERENCE alias=word '=' SET set=STRING
    ;

constant
    : CONST alias=word '=' (literal | list)
    ;

binding
    : LET alias=word '=' disjunction
    ;

clause
    : kind=(PERMIT | FORBID) technology=word body because?
    ;

because
    : BECAUSE text=STRING
    ;

body
    : '{' (disjunction (NEWLINE disjunction)*)? '}'
    ;

disjunction
    : conjunction (OR conjunction)*
    ;

conjunction
    : negation (AND negation)*
    ;

negation
    : NOT* primary
    ;

primary
    : '(' disjunction ')'
    | quantified
    | test
    ;

/* Names in the body are those of an entry's fields. */
quantified
    : quantifier=(ANY | ALL) entries=NAME body
    ;

test
    : claim=(NAME | POLICY) (comparator literal | NOT? IN collection | NOT? CONTAINS literal)?
    ;

comparator
    : '==' | '!=' | '<' | '<=' | '>' | '>=' | '='
    ;

collection
    : list
    | alias=word
    ;

list
    : '[' (literal (',' literal)* ','?)? ']'
    ;

literal
    : TRUE
    | FALSE
    | INTEGER
    | DURATION
    | STRING
    | HEX
    | NAME
    | vector
    ;

vector
    : TCB '(' floor (',' floor)* ','? ')'
    ;

floor
    : product=word ':' '{' component (',' component)* ','? '}'
    ;

component
    : name=word ':' value=INTEGER
    ;

/* A name may be spelt like a keyword. */
word
    : spelling=( NAME | INTEGER | DURATION | SEALKEEP | POLICY | DESCRIPTION | REFERENCE | SET
               | BECAUSE | TRUE | FALSE | TCB | CONST | LET | ANY | ALL | CONTAINS )
    ;

SEALKEEP    : 'sealkeep';
POLICY      : 'policy';
DESCRIPTION : 'description';
REFERENCE   : 'reference';
SET         : 'set';
CONST       : 'const';
LET         : 'let';
PERMIT      : 'permit';
FORBID      : 'forbid';
BECAUSE     : 'because';
AND         : 'and';
OR          : 'or';
NOT         : 'not';
IN          : 'in';
CONTAINS    : 'contains';
ANY         : 'any';
ALL         : 'all';
TRUE        : 'true';
FALSE       : 'false';
TCB         : 'tcb';

LBRACE   : '{';
RBRACE   : '}';
LBRACKET : '[';
RBRACKET : ']';
LPAREN   : '(';
RPAREN   : ')';
COMMA    : ',';
COLON    : ':';
ASSIGN   : '=';
EQ       : '==';
NE       : '!=';
LE       : '<=';
GE       : '>=';
LT       : '<';
GT       : '>';

INTEGER  : '0x' [0-9a-fA-F]+ | [0-9]+;
DURATION : [0-9]+ [dhms];
NAME     : [A-Za-z0-9_] [A-Za-z0-9_.-]*;

/* The closing quote is optional so that an unterminated literal costs its own line only. */
STRING : '"' ('\\' ~[\r\n] | ~["\\\r\n])* '\\'? '"'?;
HEX    : ('hex' | 'sha256' | 'sha384' | 'sha512') '"' ~["\r\n]* '"'?;

NEWLINE : '\n';
COMMENT : '#' ~[\n]* -> channel(HIDDEN);
BLANK   : [ \t\r]+ -> skip;
STRAY   : '&&' | '||' | . ;
