package dev.sealkeep.agent.derive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.device.gramine.SealingKey;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import dev.sealkeep.agent.device.sevguest.RootKey;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeriveRequestReaderTest {
  private static final Map<String, String> LEAST =
      Map.of("technology", "amd-sev-snp", "volume", "root", "fields", "none");

  private static DeriveOutcome read(String... more) {
    Map<String, String> values = new HashMap<>(LEAST);
    for (String pair : more) {
      String[] parts = pair.split("=", 2);
      values.put(parts[0], parts[1]);
    }
    return DeriveRequestReader.read(Optional.empty(), values);
  }

  private static DeriveRequest request(String... more) {
    DeriveOutcome outcome = read(more);
    assertThat(outcome).isInstanceOf(DeriveOutcome.Valid.class);
    return ((DeriveOutcome.Valid) outcome).request();
  }

  private static KeyRequest snp(String... more) {
    HardwareRequest hardware = request(more).hardware();
    assertThat(hardware).isInstanceOf(HardwareRequest.Snp.class);
    return ((HardwareRequest.Snp) hardware).request();
  }

  private static DeriveOutcome sgx(String... more) {
    Map<String, String> values = new HashMap<>(Map.of("technology", "intel-sgx", "volume", "root"));
    for (String pair : more) {
      String[] parts = pair.split("=", 2);
      values.put(parts[0], parts[1]);
    }
    return DeriveRequestReader.read(Optional.empty(), values);
  }

  @ParameterizedTest
  @CsvSource({"mrenclave, MRENCLAVE", "mrsigner, MRSIGNER"})
  void rootOfAnEnclaveIsItselfOrItsSigner(String root, SealingKey key) {
    assertThat(sgx("root_key=" + root))
        .isEqualTo(
            new DeriveOutcome.Valid(
                new DeriveRequest(
                    Technology.INTEL_SGX,
                    new HardwareRequest.Sgx(key),
                    new Name("root"),
                    Optional.empty(),
                    32),
                List.of()));
  }

  @ParameterizedTest
  @CsvSource({"fields=none", "key_select=vcek", "vmpl=0", "guest_svn=1", "tcb_version=0"})
  void whatIsSevSnpsMeansNothingForAnEnclave(String pair) {
    assertThat(problems(sgx("root_key=mrsigner", pair)))
        .containsExactly(
            "`%s` means nothing under `technology = intel-sgx`: remove it"
                .formatted(pair.substring(0, pair.indexOf('='))));
  }

  /** No default is right for everybody. */
  @Test
  void rootOfAnEnclaveHasToBeSaid() {
    assertThat(problems(sgx())).singleElement().asString().contains("`mrenclave`", "`mrsigner`");
    assertThat(problems(sgx("root_key=vcek"))).hasSize(1);
    assertThat(problems(read("root_key=mrsigner"))).hasSize(1);
  }

  private static List<String> problems(DeriveOutcome outcome) {
    assertThat(outcome).isInstanceOf(DeriveOutcome.Invalid.class);
    return ((DeriveOutcome.Invalid) outcome).problems();
  }

  @Test
  void fillsInEveryDefault() {
    assertThat(request())
        .isEqualTo(
            new DeriveRequest(
                Technology.AMD_SEV_SNP,
                new HardwareRequest.Snp(new KeyRequest(RootKey.VCEK, Set.of(), 0, 0, 0)),
                new Name("root"),
                Optional.empty(),
                32));
  }

  @Test
  void readsEveryOptionalKey() {
    assertThat(
            request(
                "fields=guest_svn, tcb_version",
                "key_select=vlek",
                "vmpl=3",
                "guest_svn=4294967295",
                "tcb_version=04000000000018db",
                "label=swap",
                "length=64"))
        .isEqualTo(
            new DeriveRequest(
                Technology.AMD_SEV_SNP,
                new HardwareRequest.Snp(
                    new KeyRequest(
                        RootKey.VLEK,
                        Set.of(GuestField.GUEST_SVN, GuestField.TCB_VERSION),
                        3,
                        -1,
                        0xDB18_0000_0000_0004L)),
                new Name("root"),
                Optional.of(new Name("swap")),
                64));
  }

  @ParameterizedTest
  @CsvSource({"vcek, VCEK", "vlek, VLEK", "auto, VLEK_OR_VCEK"})
  void keySelectNamesTheEndorsementRoot(String spelling, RootKey root) {
    assertThat(snp("key_select=" + spelling).root()).isEqualTo(root);
  }

  @Test
  void everyFieldHasItsName() {
    String all = String.join(",", GuestField.spellings());
    assertThat(snp("fields=" + all, "guest_svn=1", "tcb_version=" + "00".repeat(8)).fields())
        .isEqualTo(Set.copyOf(Arrays.asList(GuestField.values())));
  }

  @ParameterizedTest
  @CsvSource({
    "technology, amd",
    "volume, Root",
    "volume, ''",
    "fields, ''",
    "fields, 'none,measurement'",
    "root_key, vlek",
    "key_select, vmrk",
    "vmpl, 4",
    "vmpl, -1",
    "guest_svn, 4294967296",
    "guest_svn, +1",
    "guest_svn, 0x1",
    "tcb_version, 04",
    "tcb_version, 04000000000018DB",
    "label, A",
    "length, 15",
    "length, 65"
  })
  void refusesValue(String key, String value) {
    assertThat(problems(read(key + "=" + value)))
        .singleElement()
        .asString()
        .startsWith("`" + key + "`");
  }

  @Test
  void chosenValueMustBeGiven() {
    assertThat(problems(read("fields=guest_svn,tcb_version")))
        .hasSize(2)
        .allMatch(problem -> problem.contains("is missing, for `fields` has it"));
  }

  @Test
  void misspeltFieldIsCorrected() {
    assertThat(problems(read("fields=measurment")))
        .containsExactly("`fields` has `measurment`: did you mean `measurement`?");
  }

  @Test
  void misspeltKeyIsCorrected() {
    assertThat(problems(read("volum=x")))
        .containsExactly("unknown key `volum`: did you mean `volume`?");
  }

  @Test
  void keySelectionUnderAnotherRootIsRefused() {
    assertThat(problems(read("root_key=vmrk", "key_select=vcek")))
        .containsExactly("`key_select` means nothing under `root_key = vmrk`: remove it");
  }

  @Test
  void everyMissingKeyIsNamed() {
    assertThat(problems(DeriveRequestReader.read(Optional.empty(), Map.of())))
        .hasSize(3)
        .allMatch(problem -> problem.contains("is missing"));
  }

  @Test
  void fileThatCannotBeReadIsOneProblem(@TempDir Path directory) {
    Path missing = directory.resolve("missing");
    assertThat(problems(DeriveRequestReader.read(Optional.of(missing), LEAST)))
        .singleElement()
        .asString()
        .contains(missing.toString());
  }

  @Test
  void everyFieldIsExplainedWhetherChosenOrNot() {
    String all = String.join(",", GuestField.spellings());
    DeriveRequest chosen =
        request("fields=" + all, "guest_svn=7", "tcb_version=04000000000018db", "vmpl=2");
    assertThat(Binding.of(chosen))
        .filteredOn(binding -> GuestField.spellings().contains(binding.subject()))
        .hasSize(7)
        .allMatch(Binding::bound)
        .anyMatch(binding -> binding.meaning().contains("mixed in as 7;"))
        .anyMatch(binding -> binding.meaning().contains("mixed in as 04000000000018db;"));
    assertThat(Binding.of(request()))
        .filteredOn(binding -> GuestField.spellings().contains(binding.subject()))
        .hasSize(7)
        .noneMatch(Binding::bound);
  }

  @ParameterizedTest
  @CsvSource({"vcek, true", "vlek, false", "auto, false"})
  void onlyTheChipsRootBindsToTheChip(String select, boolean bound) {
    assertThat(Binding.of(request("key_select=" + select)))
        .contains(
            Binding.of(request("key_select=" + select)).stream()
                .filter(b -> b.subject().equals("chip") && b.bound() == bound)
                .findFirst()
                .orElseThrow());
  }
}
