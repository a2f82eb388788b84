/*
 * The policy language, version 1.
 *
 * The parser sees a filtered token stream (LineTokens): a NEWLINE survives only where it means
 * "and" or ends an item, runs of them are one, and STRAY tokens are gone. Almost every decision is
 * LL(1), which keeps error messages local to the line they belong to.
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
    | clause
    ;

description
    : DESCRIPTION text=STRING
    ;

reference
    : REFERENCE alias=word '=' SET set=STRING
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
    | test
    ;

test
    : claim=(NAME | POLICY) (comparator literal | NOT? IN collection)?
    ;

comparator
    : '==' | '!=' | '<' | '<=' | '>' | '>=' | '='
    ;

collection
    : '[' (literal (',' literal)* ','?)? ']'
    | alias=word
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
               | BECAUSE | TRUE | FALSE | TCB )
    ;

SEALKEEP    : 'sealkeep';
POLICY      : 'policy';
DESCRIPTION : 'description';
REFERENCE   : 'reference';
SET         : 'set';
PERMIT      : 'permit';
FORBID      : 'forbid';
BECAUSE     : 'because';
AND         : 'and';
OR          : 'or';
NOT         : 'not';
IN          : 'in';
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
HEX    : 'hex"' ~["\r\n]* '"'?;

NEWLINE : '\n';
COMMENT : '#' ~[\n]* -> skip;
BLANK   : [ \t\r]+ -> skip;
STRAY   : '&&' | '||' | . ;
