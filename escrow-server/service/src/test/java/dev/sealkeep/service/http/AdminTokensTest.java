package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.sqlite.SqliteStore;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokensTest {
  @TempDir Path directory;

  @Test
  void aTokenIsFortyThreeCharactersOfBase64UrlAfterItsPrefixAndNeverTheSame() {
    SecureRandom random = new SecureRandom();

    List<String> tokens = Stream.generate(() -> AdminTokens.mint(random)).limit(100).toList();

    assertThat(tokens)
        .doesNotHaveDuplicates()
        .allMatch(token -> token.matches("sealkeep-[A-Za-z0-9_-]{43}"));
  }

  @Test
  void onlyAKnownTokenUnderTheBearerSchemeIsAccepted() {
    String known = AdminTokens.mint(new SecureRandom());
    try (SqliteStore store =
            SqliteStore.open(directory.resolve("store.db"), InstantSource.system());
        SecretBytes key = SecretBytes.random(new SecureRandom(), 32)) {
      AdminTokens tokens = new AdminTokens(store, key);
      store
          .transact(
              transaction -> {
                transaction.putAdminToken(tokens.digest(known), transaction.now());
                return true;
              })
          .join();
      assertThat(tokens.accepts("Bearer " + known)).isTrue();
      assertThat(tokens.accepts("Bearer  " + known + " ")).isTrue();
      for (@Nullable String header : refused(known)) {
        assertThat(tokens.accepts(header)).as(String.valueOf(header)).isFalse();
      }
    }
  }

  @Test
  void aDigestThatWasMadeWithoutTheKeyServesNoToken() {
    String own = AdminTokens.mint(new SecureRandom());
    try (SqliteStore store =
            SqliteStore.open(directory.resolve("store.db"), InstantSource.system());
        SecretBytes key = SecretBytes.random(new SecureRandom(), 32);
        SecretBytes guessed = SecretBytes.copyOf(new byte[32])) {
      store
          .transact(
              transaction -> {
                transaction.putAdminToken(
                    new AdminTokens(store, guessed).digest(own), transaction.now());
                transaction.putAdminToken(
                    Digest.sha256(own.getBytes(StandardCharsets.US_ASCII)).bytes(),
                    transaction.now());
                return true;
              })
          .join();

      assertThat(new AdminTokens(store, key).accepts("Bearer " + own)).isFalse();
    }
  }

  private static List<@Nullable String> refused(String known) {
    char last = known.charAt(known.length() - 1) == 'A' ? 'B' : 'A';
    return Arrays.asList(
        null,
        "",
        known,
        "Bearer",
        "Bearer ",
        "bearer" + known,
        "Basic " + known,
        "Bearer " + known.substring("sealkeep-".length()),
        "Bearer " + known + "A",
        "Bearer " + known.substring(0, known.length() - 1),
        "Bearer " + known.substring(0, known.length() - 1) + last,
        "Bearer " + known.toUpperCase(Locale.ROOT),
        "Bearer " + known + "é",
        "Bearer sealkeep-" + "A".repeat(5_000));
  }
}
