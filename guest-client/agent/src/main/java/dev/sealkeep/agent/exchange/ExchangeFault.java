package dev.sealkeep.agent.exchange;

/** Why an endpoint's answer was not accepted, besides receipt faults. Codes are stable. */
public enum ExchangeFault {
  /** TLS failed: another authority, another host name, or no TLS 1.3. */
  TLS_UNTRUSTED("tls.untrusted"),
  /** An answer is longer than its limit. */
  ANSWER_TOO_LARGE("answer.too_large"),
  /** An answer breaks the format. */
  ANSWER_MALFORMED("answer.malformed"),
  /** The server refused the request as such, with another status than 403. */
  REQUEST_REFUSED("request.refused"),
  /** The key was released in another version than the one that was asked for. */
  KEY_VERSION("key_version"),
  /** The server is of before preflights. */
  PREFLIGHT_UNSUPPORTED("preflight_unsupported"),
  /** The server offers no KEM that is as strong as the configuration wants. */
  KEM_TOO_WEAK("kem_too_weak"),
  /** The server appraises no technology that is configured and present. */
  TECHNOLOGY_NOT_OFFERED("technology_not_offered");

  private final String code;

  ExchangeFault(String code) {
    this.code = code;
  }

  /** The stable code. */
  public String code() {
    return code;
  }
}
