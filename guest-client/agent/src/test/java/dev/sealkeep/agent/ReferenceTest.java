package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.configuration.PropertyKey;
import dev.sealkeep.agent.derive.DeriveKey;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.exchange.ExchangeFault;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.receipt.ReceiptFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/guest.md says what the code does. */
final class ReferenceTest {
  private static String reference() throws IOException {
    return reference("guest.md");
  }

  private static String reference(String page) throws IOException {
    String root = System.getProperty("sealkeep.root", "../..");
    return Files.readString(Path.of(root, "docs/reference", page));
  }

  @Test
  void everyFaultOfAVolumeIsDocumentedInItsWordsAndNoOther() throws IOException {
    List<String> documented =
        reference("volume.md")
            .lines()
            .dropWhile(line -> !line.equals("## Codes"))
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(documented)
        .containsExactlyElementsOf(
            Arrays.stream(VolumeFault.values())
                .map(
                    fault ->
                        "| `%s` | %s | %s |".formatted(fault.code(), fault.cause(), fault.cure()))
                .toList());
  }

  @Test
  void everyConfigurationKeyIsDocumentedInItsWords() throws IOException {
    String text = reference();
    assertThat(Arrays.stream(ConfigurationKey.values()))
        .allSatisfy(key -> assertThat(text).contains(row(key)));
  }

  @Test
  void everyKeyOfADeriveRequestIsDocumentedInItsWords() throws IOException {
    String text = reference();
    assertThat(Arrays.stream(DeriveKey.values()))
        .allSatisfy(key -> assertThat(text).contains(row(key)));
  }

  @Test
  void everyFaultOfADeviceIsDocumentedInItsWordsAndNoOther() throws IOException {
    List<String> documented =
        reference()
            .lines()
            .dropWhile(line -> !line.equals("## Codes of devices"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(documented)
        .containsExactlyElementsOf(
            Arrays.stream(DeviceFault.values())
                .map(
                    fault ->
                        "| `%s` | %s | %s |".formatted(fault.code(), fault.cause(), fault.cure()))
                .toList());
  }

  /** But for those of a request, which are its keys with hyphens. */
  @Test
  void everyOptionIsDocumented() throws IOException {
    String text = reference();
    List<String> requests = Arrays.stream(DeriveKey.values()).map(DeriveKey::option).toList();
    assertThat(Arrays.stream(Verb.values()).flatMap(verb -> verb.options().stream()))
        .map(Option::name)
        .filteredOn(name -> !requests.contains(name) || name.equals("--technology"))
        .allSatisfy(name -> assertThat(text).contains(name));
  }

  private static String row(PropertyKey key) {
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
