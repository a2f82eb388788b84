package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.grammar.PolicyLexer;

/** Which tokens are words: names, numbers and keywords. */
final class Words {
  private Words() {}

  static boolean isWord(int type) {
    return type == PolicyLexer.NAME
        || type == PolicyLexer.INTEGER
        || type == PolicyLexer.DURATION
        || isKeyword(type);
  }

  static boolean isKeyword(int type) {
    return type >= PolicyLexer.SEALKEEP && type <= PolicyLexer.TCB;
  }

  /** Whether a token can be the claim of a condition. */
  static boolean isClaim(int type) {
    return type == PolicyLexer.NAME || type == PolicyLexer.POLICY;
  }
}
