package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.derivation.SnpDerivation;
import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.agent.volume.key.HardwareKey;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes that need the hardware: with the escrow, or alone. */
final class SplitTest {
  private final Path directory;

  SplitTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static boolean opens(ModeLab lab, SecretBytes key) throws Exception {
    try (key;
        VolumeSecret secret = VolumeSecret.of(key, lab.lab.uuid(lab.disk()))) {
      return lab.lab
              .tryCryptsetup(
                  secret.passphrase().bytes(SecretAccess.get()),
                  "open",
                  "--test-passphrase",
                  lab.disk().toString())
              .status()
          == 0;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"split", "derived"})
  void newVolumeGetsASlotForAPassphraseThatIsCostlyToGuess(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      Path disk = lab.lab.blank("disk");
      lab.assertDone(
          "enroll",
          disk.toString(),
          "--format",
          "--passphrase",
          lab.passphrase.toString(),
          "--backup",
          lab.lab.path("backup").toString());
      int _ = lab.opened();
      lab.assertPassphraseOpens();
      assertThat(lab.lab.cryptsetup(new byte[0], "luksDump", disk.toString())).contains("argon2id");
      assertThat(lab.tokens()).hasSize(1);
    }
  }

  @Test
  void splitVolumeOpensWithBothParts() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "split")) {
      lab.format();
      assertThat(lab.guest.messages()).contains("warning: `mode = split`");
      int _ = lab.opened();
      assertThat(lab.tokens()).hasSize(1);
    }
  }

  /** The operator of the escrow has its key; the host has the processor, and runs what it likes. */
  @Test
  void neitherPartAloneOpensASplitVolume() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "split")) {
      lab.format();
      assertThat(opens(lab, SecretBytes.owning(EscrowAnswers.KEY.getBytes(StandardCharsets.UTF_8))))
          .isFalse();
      SnpDerivation derivation =
          (SnpDerivation) lab.tokens().getFirst().source().derived().orElseThrow();
      try (SecretBytes hardware =
              lab.guest.machine.snpKey(DeviceSettings.DEFAULT, derivation.request());
          SecretBytes derived =
              HardwareKey.derived(hardware, Technology.AMD_SEV_SNP, new Name("root"))) {
        assertThat(opens(lab, SecretBytes.copyOf(derived.bytes(SecretAccess.get())))).isFalse();
        SecretBytes escrowed =
            SecretBytes.owning(EscrowAnswers.KEY.getBytes(StandardCharsets.UTF_8));
        assertThat(opens(lab, HardwareKey.split(escrowed, derived, new Name("root")))).isTrue();
      }
      // What the same image does that is told otherwise.
      lab.guest.asksEscrow = false;
      lab.guest.more.clear();
      lab.guest.more.add("mode = derived");
      assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.guest.messages()).contains("(token.other)", "mode split");
      lab.guest.asksEscrow = true;
      lab.guest.more.clear();
      lab.guest.more.add("mode = escrow");
      assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_REFUSED);
    }
  }

  @Test
  void anotherKeyOfTheEscrowOpensNothing() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "split")) {
      lab.format();
      lab.guest
          .escrow
          .answers()
          .release(
              "what another escrow would plant".getBytes(StandardCharsets.UTF_8),
              EscrowAnswers.KEY_VERSION);
      assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.guest.messages()).contains("(derivation.changed)");
      assertThat(lab.mapper.opened).isEmpty();
    }
  }

  /** No fallback of any kind. */
  @Test
  void splitVolumeStaysShutWithoutTheEscrow() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "split")) {
      lab.format();
      lab.escrowIs(false);
      assertThat(lab.unlock()).isEqualTo(ExitStatus.UNAVAILABLE);
      lab.escrowIs(true);
      lab.guest.escrow.lieInChallenges(_ -> new Answer(503, new byte[0]));
      assertThat(lab.unlock()).isEqualTo(ExitStatus.UNAVAILABLE);
      assertThat(lab.mapper.opened).isEmpty();
    }
  }

  @Test
  void derivedVolumeAsksNobody() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.format();
      assertThat(lab.guest.messages()).contains("no policy, no log and no revocation");
      int _ = lab.opened();
      assertThat(lab.guest.escrow.challenges()).isZero();
      assertThat(lab.guest.run("rotate", lab.disk().toString())).isEqualTo(ExitStatus.USAGE);
      assertThat(lab.guest.messages()).contains("no key at the escrow");
    }
  }

  /** Else a new kernel would shut the volume for good. */
  @ParameterizedTest
  @ValueSource(strings = {"split", "derived"})
  void volumeThatTheProcessorAloneCouldOpenIsNotMade(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      Path disk = lab.lab.blank("disk");
      assertThat(
              lab.guest.run(
                  "enroll",
                  disk.toString(),
                  "--format",
                  "--backup",
                  lab.lab.path("backup").toString()))
          .isEqualTo(ExitStatus.USAGE);
      assertThat(lab.guest.messages()).contains("`--passphrase FILE`");
      assertThat(Files.mismatch(disk, lab.lab.blank("untouched"))).isEqualTo(-1);
      assertThat(lab.guest.escrow.challenges()).isZero();
    }
  }

  /** Another image, another processor, or a guest that is launched for debugging. */
  @ParameterizedTest
  @ValueSource(strings = {"split", "derived"})
  void anotherImageDerivesAnotherKey(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      lab.format();
      lab.image("of the host's own");
      assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.guest.messages()).contains("(derivation.changed)");
      assertThat(lab.mapper.opened).isEmpty();
    }
  }

  /** The three that always are, an explicit root, and the committed TCB. */
  @ParameterizedTest
  @ValueSource(strings = {"split", "derived", "escrow-or-derived"})
  void whatIsDerivedIsAlwaysBoundToImagePolicyAndFirmware(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      lab.format();
      byte[] request = lab.guest.machine.kernel.sevGuest.keyRequests.getLast();
      assertThat(request[0]).as("ROOT_KEY_SELECT 0, KEY_SEL 1").isEqualTo((byte) 0b010);
      assertThat(request[8]).as("bits 0, 3 and 5").isEqualTo((byte) 0b101001);
      assertThat(request[16]).as("VMPL").isZero();
      assertThat(HexFormat.of().formatHex(request, 24, 32)).isEqualTo(ModeLab.TCB_1);
    }
  }

  @Test
  void configurationAddsFieldsAndChoosesTheProvidersRoot() throws Exception {
    try (ModeLab lab =
        new ModeLab(
            directory,
            "derived",
            "derive_key = vlek",
            "derive_fields = guest_svn, family_id",
            "derive_vmpl = 2")) {
      lab.format();
      byte[] request = lab.guest.machine.kernel.sevGuest.keyRequests.getLast();
      assertThat(request[0]).isEqualTo((byte) 0b100);
      assertThat(request[8]).isEqualTo((byte) 0b111101);
      assertThat(request[16]).isEqualTo((byte) 2);
      int _ = lab.opened();
    }
  }

  @Test
  void machineWithOlderFirmwareThanWantedEnrollsNothing() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "split", "derive_min_tcb = " + ModeLab.TCB_2)) {
      Path disk = lab.lab.blank("disk");
      assertThat(
              lab.guest.run(
                  "enroll",
                  disk.toString(),
                  "--format",
                  "--passphrase",
                  lab.passphrase.toString(),
                  "--backup",
                  lab.lab.path("backup").toString()))
          .isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.guest.messages()).contains("(derivation.machine)", "older than");
      assertThat(lab.guest.escrow.challenges()).isZero();
      lab.firmware(ModeLab.TCB_2);
      lab.format();
    }
  }

  /**
   * A disk that offers less than the configuration wants is refused, and nothing is derived for it.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "derive_key = vlek",
        "derive_fields = guest_svn",
        "derive_vmpl = 1",
        "derive_min_tcb = " + ModeLab.TCB_2
      })
  void weakerDerivationIsRefused(String wanted) throws Exception {
    for (String mode : new String[] {"derived", "split", "escrow-or-derived"}) {
      try (ModeLab lab = new ModeLab(Files.createDirectory(directory.resolve(mode)), mode)) {
        lab.format();
        lab.guest.more.add(wanted);
        lab.escrowIs(!mode.equals("escrow-or-derived"));
        int derived = lab.guest.machine.kernel.sevGuest.keyRequests.size();
        lab.guest.messages.reset();
        assertThat(lab.unlock()).as(lab.guest.messages()).isEqualTo(ExitStatus.VOLUME_REFUSED);
        assertThat(lab.guest.messages())
            .contains(mode.equals("escrow-or-derived") ? "(token.other)" : "(derivation.other)");
        assertThat(lab.guest.machine.kernel.sevGuest.keyRequests).hasSize(derived);
      }
    }
  }

  /** The parameters in the token are under its MAC: a host that changes one opens nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0400000000001800>0300000000001800",
        "\"vmpl\":0>\"vmpl\":1",
        "\"guest_policy\",\"measurement\">\"measurement\"",
        "\"root\":\"vcek\">\"root\":\"vlek\"",
      })
  void derivationThatTheHostChangedOpensNothing(String change) throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.format();
      String[] parts = change.split(">", -1);
      Path json = lab.lab.path("token.json");
      lab.lab.cryptsetup(
          new byte[0],
          "token",
          "export",
          "--token-id",
          "0",
          "--json-file",
          json.toString(),
          lab.disk().toString());
      String token = Files.readString(json).replace("\\/", "/");
      assertThat(token).contains(parts[0]);
      Files.writeString(json, token.replace(parts[0], parts[1]));
      lab.lab.cryptsetup(new byte[0], "token", "remove", "--token-id", "0", lab.disk().toString());
      lab.lab.cryptsetup(
          new byte[0], "token", "import", "--json-file", json.toString(), lab.disk().toString());
      assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.mapper.opened).isEmpty();
    }
  }

  /** Invariant 7. */
  @ParameterizedTest
  @ValueSource(strings = {"split", "derived", "escrow-or-derived"})
  void noKeyIsPrinted(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      lab.format();
      int _ = lab.opened();
      lab.assertRenewed("unchanged");
      String said = lab.output() + lab.guest.messages();
      for (byte[] request : lab.guest.machine.kernel.sevGuest.keyRequests) {
        byte[] hardware = lab.guest.machine.kernel.sevGuest.keyOf(request);
        assertThat(said).doesNotContain(HexFormat.of().formatHex(hardware));
      }
      assertThat(said).doesNotContain(EscrowAnswers.KEY);
    }
  }
}
