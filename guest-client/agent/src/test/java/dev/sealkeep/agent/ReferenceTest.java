package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.exchange.ExchangeFault;
import dev.sealkeep.protocol.receipt.ReceiptFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/guest.md says what the code does. */
final class ReferenceTest {
  private static String reference() throws IOException {
    String root = System.getProperty("sealkeep.root", "../..");
    return Files.readString(Path.of(root, "docs/reference/guest.md"));
  }

  @Test
  void everyConfigurationKeyIsDocumentedInItsWords() throws IOException {
    String text = reference();
    assertThat(Arrays.stream(ConfigurationKey.values()))
        .allSatisfy(key -> assertThat(text).contains(row(key)));
  }

  private static String row(ConfigurationKey key) {
    String fallback =
        key.fallback().map(text -> text.isEmpty() ? "empty" : "`" + text + "`").orElse("required");
    return "| `%s` | %s | %s |".formatted(key.spelling(), fallback, key.meaning());
  }

  @Test
  void everyCodeOfAnUntrustedAnswerIsDocumented() throws IOException {
    String text = reference();
    assertThat(
            Stream.concat(
                Arrays.stream(ExchangeFault.values()).map(ExchangeFault::code),
                Arrays.stream(ReceiptFault.values()).map(ReceiptFault::code)))
        .doesNotHaveDuplicates()
        .allSatisfy(code -> assertThat(text).contains("| `" + code + "` | "));
  }

  @Test
  void everyExitStatusIsDocumented() throws IOException {
    String text = reference();
    assertThat(ExitStatus.values())
        .allSatisfy(status -> assertThat(text).contains("\n| " + status.code() + " | "));
  }
}
