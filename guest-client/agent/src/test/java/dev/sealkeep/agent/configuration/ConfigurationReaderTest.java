package dev.sealkeep.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.ConfigurationOutcome.Invalid;
import dev.sealkeep.agent.configuration.ConfigurationOutcome.Valid;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationReaderTest {
  private static final Path HOME = Path.of("/etc/sealkeep");
  private static final String LOG_ROOT =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  private static final String LEAST =
      """
      endpoints = https://one.example , https://two.example:8443/escrow
      ca = ca.pem
      log_root = %s
      tenant = acme
      tenant_pin = %s
      key = payments
      technologies = amd-sev-snp
      """
          .formatted(LOG_ROOT, "0f".repeat(32));

  private static GuestConfiguration valid(String text) {
    ConfigurationOutcome outcome = ConfigurationReader.parse(text, Map.of(), HOME);
    assertThat(outcome).isInstanceOf(Valid.class);
    return ((Valid) outcome).configuration();
  }

  private static List<String> problems(String text) {
    ConfigurationOutcome outcome = ConfigurationReader.parse(text, Map.of(), HOME);
    assertThat(outcome).isInstanceOf(Invalid.class);
    return ((Invalid) outcome).problems();
  }

  @Test
  void fillsInEveryDefault() {
    GuestConfiguration configuration = valid(LEAST);
    assertThat(configuration.endpoints())
        .containsExactly(
            URI.create("https://one.example"), URI.create("https://two.example:8443/escrow"));
    assertThat(configuration.ca()).isEqualTo(HOME.resolve("ca.pem"));
    assertThat(configuration.logRoot().text()).isEqualTo(LOG_ROOT);
    assertThat(configuration.tenant()).isEqualTo(new Name("acme"));
    assertThat(configuration.tenantPin().hex()).isEqualTo("0f".repeat(32));
    assertThat(configuration.key()).isEqualTo(new Name("payments"));
    assertThat(configuration.volume()).isEmpty();
    assertThat(configuration.minimumKem()).isEqualTo(Kem.X_WING);
    assertThat(configuration.technologies())
        .containsExactly(new Attesters(List.of(Technology.AMD_SEV_SNP)));
    assertThat(configuration.deadline()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void readsEveryOptionalKey() {
    GuestConfiguration configuration =
        valid(LEAST + "volume=root\nmode=escrow\nmin_kem=x25519\ndeadline=1500ms\n");
    assertThat(configuration.volume()).contains(new Name("root"));
    assertThat(configuration.minimumKem()).isEqualTo(Kem.X25519);
    assertThat(configuration.deadline()).isEqualTo(Duration.ofMillis(1500));
  }

  private static DeviceSettings devices(String text, Map<String, String> options) {
    return ((Valid) ConfigurationReader.parse(text, options, HOME)).devices();
  }

  @Test
  void devicesAreWhereTheKernelHasThem() {
    assertThat(devices(LEAST, Map.of()))
        .isEqualTo(
            DeviceSettings.DEFAULT.withSnp(
                DeviceChoice.AUTO,
                Path.of("/sys/kernel/config/tsm/report"),
                Path.of("/dev/sev-guest")));
  }

  @Test
  void devicesCanStandElsewhereAndOptionsCountFirst() {
    String text = LEAST + "device = configfs-tsm\ntsm_path = tsm\nsev_guest_path = /dev/other\n";
    assertThat(devices(text, Map.of()))
        .isEqualTo(
            DeviceSettings.DEFAULT.withSnp(
                DeviceChoice.CONFIGFS_TSM, HOME.resolve("tsm"), Path.of("/dev/other")));
    assertThat(devices(text, Map.of("device", "sev-guest", "tsm_path", "/tsm")))
        .isEqualTo(
            DeviceSettings.DEFAULT.withSnp(
                DeviceChoice.SEV_GUEST, Path.of("/tsm"), Path.of("/dev/other")));
  }

  @Test
  void tpmIsUsedAsTheFileSays() {
    String text =
        LEAST
            + "tpm_path = tpm.sock\ntpm_ak = 0x81000003\ntpm_pcrs = sha256:0-7\n"
            + "tpm_ek_certificates = ek.pem\nevent_logs = /sys/log, ima\n";
    assertThat(devices(text, Map.of()))
        .isEqualTo(
            DeviceSettings.DEFAULT
                .withTpm(
                    TpmSettings.DEFAULT
                        .withDevice(HOME.resolve("tpm.sock"))
                        .withKey(new AttestationKeyChoice.Persistent(0x81000003))
                        .withPcrs(PcrSelection.parse("sha256:0,1,2,3,4,5,6,7").orElseThrow())
                        .withCertificates(HOME.resolve("ek.pem")))
                .withEventLogs(
                    new LogChoice.Named(List.of(Path.of("/sys/log"), HOME.resolve("ima")))));
    assertThat(devices(text, Map.of("event_logs", "none")).eventLogs())
        .isEqualTo(new LogChoice.Named(List.of()));
    assertThat(devices(LEAST, Map.of())).isEqualTo(DeviceSettings.DEFAULT);
  }

  @Test
  void reportsEveryMissingKeyAtOnce() {
    assertThat(problems(""))
        .hasSize(7)
        .allMatch(problem -> problem.contains("is missing"))
        .anyMatch(problem -> problem.startsWith("`tenant_pin`"));
  }

  @Test
  void reportsProblemsOfAllKindsTogether() {
    String text = LEAST.replace("tenant = acme", "tenant = Acme") + "tecnologies = x\nkey = y\n";
    assertThat(problems(text))
        .containsExactlyInAnyOrder(
            "`key` stands twice: keep one",
            "unknown key `tecnologies`: did you mean `technologies`?",
            "`tenant` is not valid: name of the tenant");
  }

  @Test
  void unknownKeyThatResemblesNoneIsToBeRemoved() {
    assertThat(problems(LEAST + "fallback_when_denied = yes\n"))
        .containsExactly("unknown key `fallback_when_denied`: remove it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "endpoints|http://one.example",
        "endpoints|one.example",
        "endpoints|https://",
        "endpoints|https://user@one.example",
        "endpoints|https://one.example?x=1",
        "endpoints|,",
        "log_root|example.com/foo+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "tenant_pin|0f0f",
        "tenant_pin|0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F",
        "technologies|intel-sev",
        "technologies|,",
        "azure_metadata|https://169.254.169.254",
        "azure_metadata|http://169.254.169.254/acc",
        "azure_metadata|169.254.169.254",
        "technologies|amd-sev-snp+",
        "technologies|amd-sev-snp+tpm2+amd-sev-snp",
        "key|a/b",
        "volume|Root",
        "mode|derive",
        "min_kem|none",
        "device|dev",
        "tsm_path|''",
        "sev_guest_path|''",
        "tpm_path|''",
        "tpm_ak|0x80000001",
        "tpm_pcrs|sha256:24",
        "extend|tpm:16",
        "extend|tpm:23",
        "event_logs|,",
        "event_logs|a,b,c,d,e,f,g,h,i",
        "deadline|60",
        "deadline|0s",
        "deadline|61m",
        "deadline|-1s",
        "deadline|9999999999s",
      })
  void refusesValue(String key, String value) {
    String text = LEAST.replaceAll("(?m)^" + key + " = .*$", "") + key + " = " + value + "\n";
    assertThat(problems(text)).hasSize(1).first().asString().startsWith("`" + key + "`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u12", "key = \\uzzzz"})
  void refusesBrokenEscapes(String line) {
    assertThat(problems(LEAST + line)).anyMatch(problem -> problem.contains("escape"));
  }

  @Test
  void fileThatCannotBeReadIsOneProblem(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing");
    assertThat(((Invalid) ConfigurationReader.read(missing, Map.of())).problems())
        .singleElement()
        .asString()
        .contains(missing.toString());
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xFF});
    assertThat(((Invalid) ConfigurationReader.read(binary, Map.of())).problems())
        .singleElement()
        .asString()
        .contains("UTF-8");
  }
}
