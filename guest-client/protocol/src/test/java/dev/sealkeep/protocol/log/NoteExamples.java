package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.secret.SecretBytes;

/** The example of the C2SP signed-note specification, and a made-up log with a witness. */
final class NoteExamples {
  static final String SPEC_KEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

  static final String SPEC_NOTE =
      """
      This is an example message.

      — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;

  static final String ORIGIN = "log.example/test";

  static final String LOG_KEY =
      "log.example/test+6ffdf1c0+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

  static final String WITNESS_KEY =
      "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";

  static final String CHECKPOINT_TEXT =
      """
      log.example/test
      8
      XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=
      """;

  static final String LOG_LINE =
      "— log.example/test"
          + " b/3xwFbBzq6WxlhERAqWHtWNp41ryrJj3XdsjsM9ql7i1JVfR7xlWb0wYcN9M1nVSJQWnpx/XB2Jg4iGplBK5rSJCQ8=";

  static final String WITNESS_LINE =
      "— witness.example/w1"
          + " IDJKvgAAAABlU/EAqoEWAkDYqyrTJDnGkQUj/HuoXESPEc03mC5qTwKqFK2ZLPcFYaUqlFTh2k+tMwK1UjLO0SjdkXNQ6pBX9cpHDw==";

  static final String COSIGNED = CHECKPOINT_TEXT + "\n" + LOG_LINE + "\n" + WITNESS_LINE + "\n";

  private NoteExamples() {}

  static LogVerifierKey logKey() {
    return LogVerifierKey.parse(LOG_KEY).orElseThrow();
  }

  static WitnessKey witnessKey() {
    return WitnessKey.parse(WITNESS_KEY).orElseThrow();
  }

  static LogSigner logSigner() {
    return signer(ORIGIN, 0);
  }

  /** A signer whose seed counts up from {@code first}. */
  static LogSigner signer(String name, int first) {
    try (SecretBytes seed = SecretBytes.owning(GoldenEntries.range(first, first + 32))) {
      return LogSigner.fromSeed(name, seed);
    }
  }
}
