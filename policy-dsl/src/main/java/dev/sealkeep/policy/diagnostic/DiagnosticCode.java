package dev.sealkeep.policy.diagnostic;

/** Everything that can be wrong with a source. The ids are stable and documented. */
public enum DiagnosticCode {
  /** The source is longer than the bound. */
  TOO_LARGE("policy.too-large"),
  /** A character that a reader cannot see, or half of one. */
  NOT_TEXT("policy.not-text"),
  /** Brackets or negations are nested deeper than the bound. */
  TOO_DEEP("policy.too-deep"),
  /** More clauses than the bound. */
  TOO_MANY_CLAUSES("policy.too-many-clauses"),
  /** More conditions than the bound. */
  TOO_MANY_CONDITIONS("policy.too-many-conditions"),
  /** More errors than are reported. */
  TOO_MANY_ERRORS("policy.too-many-errors"),
  /** The grammar allows something else here. */
  SYNTAX("policy.syntax"),
  /** The first line does not name the language's version. */
  HEADER_MISSING("policy.header-missing"),
  /** A version of the language that this release does not read. */
  UNSUPPORTED_VERSION("policy.unsupported-version"),
  /** A name outside {@code [a-z0-9][a-z0-9._-]{0,62}}, or a set name not made of such parts. */
  BAD_NAME("policy.bad-name"),
  /** A literal that does not end, or holds what its kind does not allow. */
  BAD_LITERAL("policy.bad-literal"),
  /** A technology without a schema. */
  UNKNOWN_TECHNOLOGY("policy.unknown-technology"),
  /** A claim that the technology does not have. */
  UNKNOWN_CLAIM("policy.unknown-claim"),
  /** A word that is not among a claim's. */
  UNKNOWN_SYMBOL("policy.unknown-symbol"),
  /** A reference that the policy does not declare. */
  UNKNOWN_REFERENCE("policy.unknown-reference"),
  /** A condition's name is used before it is declared. */
  USED_BEFORE("policy.used-before"),
  /** The policy can cost more comparisons than the bound. */
  TOO_COSTLY("policy.too-costly"),
  /** A product whose TCB layout is not known. */
  UNKNOWN_PRODUCT("policy.unknown-product"),
  /** A TCB component that the product does not have. */
  UNKNOWN_COMPONENT("policy.unknown-component"),
  /** A TCB floor leaves out a component of its product. */
  MISSING_COMPONENT("policy.missing-component"),
  /** A literal of another type than the claim's. */
  TYPE_MISMATCH("policy.type-mismatch"),
  /** Bytes of another length than the claim's. */
  WRONG_LENGTH("policy.wrong-length"),
  /** A number that the claim, the component or the literal cannot hold. */
  OUT_OF_RANGE("policy.out-of-range"),
  /** An operator that the claim's type does not have. */
  OPERATOR("policy.operator"),
  /** A list without an element. */
  EMPTY_LIST("policy.empty-list"),
  /** Something is said twice. */
  DUPLICATE("policy.duplicate"),
  /** A forbid clause without its reason, or a permit clause with one. */
  BECAUSE("policy.because"),
  /** A reference that no condition uses. */
  UNUSED_REFERENCE("policy.unused-reference", Severity.WARNING),
  /** A constant that no condition uses. */
  UNUSED_CONSTANT("policy.unused-constant", Severity.WARNING),
  /** A {@code let} that no condition uses. */
  UNUSED_CONDITION("policy.unused-condition", Severity.WARNING),
  /** A declared name that hides a claim or a word of the same spelling. */
  SHADOWS("policy.shadows", Severity.WARNING),
  /** A security version that is compared for identity, so that an upgrade is denied. */
  VERSION_PINNED("policy.version-pinned", Severity.WARNING),
  /** A claim that no evidence makes, or a word that it never has. */
  NEVER_CLAIMED("policy.never-claimed", Severity.WARNING),
  /** No clause permits anything. */
  NEVER_PERMITS("policy.never-permits", Severity.WARNING),
  /** A permit clause without a condition. */
  PERMITS_EVERYTHING("policy.permits-everything", Severity.WARNING),
  /** A forbid clause for a technology that no clause permits. */
  FORBIDS_NOTHING("policy.forbids-nothing", Severity.WARNING),

  /** A hole is accepted under a code that none has. */
  HOLE_UNKNOWN("policy.unknown-hole"),
  /** A hole is accepted without a reason. */
  HOLE_WITHOUT_REASON("policy.hole-without-reason"),
  /** A comment that begins as one that accepts a hole, and is not of that shape. */
  HOLE_MALFORMED("policy.hole-malformed"),
  /** A hole is accepted that is not there. */
  HOLE_NOT_THERE("policy.hole-not-there", Severity.WARNING),
  /** A permit clause that lets no machine in, whatever is sent. */
  CLAUSE_NEVER_MET("policy.clause-never-met", Severity.WARNING),

  /** The text of a set is longer than the bound. */
  SET_TOO_LARGE("reference.too-large"),
  /** A character that a reader cannot see, or half of one. */
  SET_NOT_TEXT("reference.not-text"),
  /** More rows than the bound. */
  SET_TOO_MANY_ROWS("reference.too-many-rows"),
  /** More errors than are reported. */
  SET_TOO_MANY_ERRORS("reference.too-many-errors"),
  /** A set name that is not one to four names joined by a slash. */
  SET_BAD_NAME("reference.bad-name"),
  /** A line that is not {@code technology claim value}. */
  SET_SYNTAX("reference.syntax"),
  /** A technology without a schema. */
  SET_UNKNOWN_TECHNOLOGY("reference.unknown-technology"),
  /** A claim that the technology does not have. */
  SET_UNKNOWN_CLAIM("reference.unknown-claim"),
  /** A claim whose type sets cannot hold. */
  SET_UNSUPPORTED_TYPE("reference.unsupported-type"),
  /** A value that is not of the claim's type. */
  SET_BAD_VALUE("reference.bad-value"),
  /** A row that stands in the set already. */
  SET_DUPLICATE_ROW("reference.duplicate-row", Severity.WARNING);

  private final String id;
  private final Severity severity;

  DiagnosticCode(String id) {
    this(id, Severity.ERROR);
  }

  DiagnosticCode(String id, Severity severity) {
    this.id = id;
    this.severity = severity;
  }

  /** The stable code, such as {@code policy.unknown-claim}. */
  public String id() {
    return id;
  }

  /** Whether the finding refuses the source. */
  public Severity severity() {
    return severity;
  }

  @Override
  public String toString() {
    return id;
  }
}
