package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.sqlite.SqliteStore;
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
        SqliteStore.open(directory.resolve("store.db"), InstantSource.system())) {
      store
          .transact(
              transaction -> {
                transaction.putAdminToken(AdminTokens.digest(known), transaction.now());
                return true;
              })
          .join();
      AdminTokens tokens = new AdminTokens(store);

      assertThat(tokens.accepts("Bearer " + known)).isTrue();
      assertThat(tokens.accepts("Bearer  " + known + " ")).isTrue();
      for (@Nullable String header : refused(known)) {
        assertThat(tokens.accepts(header)).as(String.valueOf(header)).isFalse();
      }
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
