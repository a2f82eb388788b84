package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.secret.SecretAccess;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DerivedKeyTest {
  private static final SnpInstallation GENOA = TestInstallation.of(Product.GENOA);
  private static final TcbVersion COMMITTED = TcbVersion.of(Product.GENOA, 10, 0, 25, 84);
  private static final GuestConfiguration CONFIGURATION =
      GuestConfiguration.of(TestInstallation.MEASUREMENT).guestSvn(5).build();
  private static final KeyRequest NOTHING = KeyRequest.of(Set.of());
  private static final KeyRequest EVERYTHING = KeyRequest.of(EnumSet.allOf(GuestField.class));

  @Test
  void sameRequestGivesTheSame32Bytes() {
    String key = key(guest(1, c -> c), EVERYTHING);

    assertThat(key).hasSize(64).isEqualTo(key(guest(1, c -> c), EVERYTHING));
  }

  @Test
  void everyFieldSelectionGivesAnotherKey() {
    SnpGuest guest = guest(1, c -> c);
    Set<String> keys = new HashSet<>();
    for (long fields = 0; fields < 64; fields++) {
      keys.add(key(guest, NOTHING.withFieldSelect(fields)));
    }
    assertThat(keys).hasSize(64);
  }

  @ParameterizedTest
  @EnumSource(
      value = GuestField.class,
      names = {"GUEST_POLICY", "IMAGE_ID", "FAMILY_ID", "MEASUREMENT"})
  void launchValueCountsOnlyIfSelected(GuestField field) {
    SnpGuest guest = guest(1, c -> c);
    SnpGuest other = guest(1, c -> differing(c, field));
    KeyRequest selected = KeyRequest.of(Set.of(field));
    KeyRequest others = KeyRequest.of(EnumSet.complementOf(EnumSet.of(field)));

    assertThat(key(other, selected)).isNotEqualTo(key(guest, selected));
    assertThat(key(other, others)).isEqualTo(key(guest, others));
  }

  @Test
  void namedSvnCountsOnlyIfSelected() {
    SnpGuest guest = guest(1, c -> c);
    KeyRequest selected = KeyRequest.of(Set.of(GuestField.GUEST_SVN));

    assertThat(key(guest, selected.withGuestSvn(4))).isNotEqualTo(key(guest, selected));
    assertThat(key(guest, NOTHING.withGuestSvn(4))).isEqualTo(key(guest, NOTHING));
  }

  @Test
  void namedTcbCountsOnlyIfSelected() {
    SnpGuest guest = guest(1, c -> c);
    KeyRequest selected = KeyRequest.of(Set.of(GuestField.TCB_VERSION));

    assertThat(key(guest, selected.withTcbVersion(COMMITTED)))
        .isNotEqualTo(key(guest, selected.withTcbVersion(COMMITTED.withSnp(24))));
    assertThat(key(guest, NOTHING.withTcbVersion(COMMITTED))).isEqualTo(key(guest, NOTHING));
  }

  @Test
  void olderKeysStayWithinReachAfterAnUpdate() {
    KeyRequest old =
        KeyRequest.of(Set.of(GuestField.TCB_VERSION, GuestField.GUEST_SVN))
            .withTcbVersion(COMMITTED)
            .withGuestSvn(5);
    SnpGuest before = guest(1, c -> c);
    SnpGuest after = guest(1, c -> c.guestSvn(6));
    after.processor().updateFirmware(COMMITTED.withSnp(26), new FirmwareVersion(1, 56, 1));
    after.processor().commit();

    assertThat(key(after, old)).isEqualTo(key(before, old));
    assertThat(before.deriveKey(old.withGuestSvn(6)).status())
        .isEqualTo(KeyResponse.INVALID_PARAMETER);
    assertThat(before.deriveKey(old.withTcbVersion(COMMITTED.withSnp(26))).status())
        .isEqualTo(KeyResponse.INVALID_PARAMETER);
  }

  @Test
  void vmplAlwaysCountsAndIsNeverBelowTheGuestsOwn() {
    SnpGuest guest = guest(1, c -> c.vmpck(1));

    assertThat(key(guest, NOTHING.withVmpl(1))).isNotEqualTo(key(guest, NOTHING.withVmpl(2)));
    assertThat(guest.deriveKey(NOTHING.withVmpl(0)).status())
        .isEqualTo(KeyResponse.INVALID_PARAMETER);
    assertThat(guest.deriveKey(NOTHING.withVmpl(4)).status())
        .isEqualTo(KeyResponse.INVALID_PARAMETER);
  }

  @Test
  void svnIsComparedUnsigned() {
    assertThat(guest(1, c -> c).deriveKey(NOTHING.withGuestSvn(-1)).status())
        .isEqualTo(KeyResponse.INVALID_PARAMETER);
    assertThat(guest(1, c -> c.guestSvn(-1)).deriveKey(NOTHING.withGuestSvn(-1)).status())
        .isEqualTo(KeyResponse.SUCCESS);
  }

  @Test
  void everyTcbComponentIsHeldToTheCommittedOne() {
    SnpGuest guest = guest(1, c -> c);
    for (TcbVersion above :
        new TcbVersion[] {
          TcbVersion.of(Product.GENOA, 11, 0, 0, 0),
          TcbVersion.of(Product.GENOA, 0, 1, 0, 0),
          TcbVersion.of(Product.GENOA, 0, 0, 26, 0),
          TcbVersion.of(Product.GENOA, 0, 0, 0, 85)
        }) {
      assertThat(guest.deriveKey(NOTHING.withTcbVersion(above)).status())
          .as("%s", above)
          .isEqualTo(KeyResponse.INVALID_PARAMETER);
    }
  }

  @Test
  void floorIsTheCommittedTcbAndNotTheCurrentOne() {
    SnpGuest guest = guest(1, c -> c);
    TcbVersion uncommitted = COMMITTED.withSnp(26);
    guest.processor().updateFirmware(uncommitted, new FirmwareVersion(1, 56, 1));

    assertThat(guest.deriveKey(NOTHING.withTcbVersion(uncommitted)).status())
        .isEqualTo(KeyResponse.INVALID_PARAMETER);
  }

  @Test
  void undefinedFieldBitsAreRefused() {
    for (int bit = 6; bit < 64; bit++) {
      assertThat(guest(1, c -> c).deriveKey(NOTHING.withFieldSelect(1L << bit)).status())
          .as("bit %d", bit)
          .isEqualTo(KeyResponse.INVALID_PARAMETER);
    }
  }

  @Test
  void mitigationVectorNeedsMessageVersionTwoAndTheLaunchsOwnBits() {
    SnpProcessor processor = GENOA.processor(1, COMMITTED);
    processor.setMitigationVector(0b101);
    SnpGuest guest = processor.launch(CONFIGURATION, TestInstallation.random("guest"));
    KeyRequest selected = NOTHING.withFieldSelect(KeyRequest.LAUNCH_MIT_VECTOR);

    assertThat(guest.deriveKey(selected).status()).isEqualTo(KeyResponse.INVALID_PARAMETER);
    assertThat(guest.deriveKey(selected.withLaunchMitVector(0b10)).status())
        .isEqualTo(KeyResponse.INVALID_PARAMETER);
    assertThat(key(guest, selected.withLaunchMitVector(0b101)))
        .isNotEqualTo(key(guest, selected.withLaunchMitVector(0b100)));
    assertThat(key(guest, NOTHING.withLaunchMitVector(0b101))).isEqualTo(key(guest, NOTHING));
  }

  @Test
  void keysOfAbsentRootsAreRefused() {
    SnpGuest guest = guest(1, c -> c);

    assertThat(guest.deriveKey(NOTHING.withKeySelection(KeySelection.VLEK)).status())
        .isEqualTo(KeyResponse.INVALID_KEY);
    assertThat(guest.deriveKey(NOTHING.withRootKey(KeyRequest.RootKey.VMRK)).status())
        .isEqualTo(KeyResponse.INVALID_KEY);
  }

  @Test
  void vcekRootBindsToTheChipAndVlekRootToTheProvider() {
    SnpGuest one = guest(1, c -> c);
    SnpGuest two = guest(2, c -> c);
    one.processor().loadVlek(TestInstallation.PROVIDER);
    two.processor().loadVlek(TestInstallation.PROVIDER);
    KeyRequest vlek = NOTHING.withKeySelection(KeySelection.VLEK);

    assertThat(key(one, NOTHING)).isNotEqualTo(key(two, NOTHING));
    assertThat(key(one, vlek)).isEqualTo(key(two, vlek)).isNotEqualTo(key(one, NOTHING));
    assertThat(key(one, NOTHING.withKeySelection(KeySelection.VLEK_IF_LOADED)))
        .isEqualTo(key(one, vlek));
  }

  @Test
  void hostDataNeverCounts() {
    assertThat(key(guest(1, c -> c.hostData(TestInstallation.filled(32, 9))), EVERYTHING))
        .isEqualTo(key(guest(1, c -> c), EVERYTHING));
  }

  @Test
  void derivedKeyPrintsNoBytes() {
    KeyResponse response = guest(1, c -> c).deriveKey(EVERYTHING);

    assertThat(response.toString()).contains("32 bytes").doesNotContain(key(response));
  }

  private static GuestConfiguration.Builder differing(
      GuestConfiguration.Builder builder, GuestField field) {
    return switch (field) {
      case GUEST_POLICY -> builder.policy(0xB_0000L);
      case IMAGE_ID -> builder.imageId(TestInstallation.filled(16, 1));
      case FAMILY_ID -> builder.familyId(TestInstallation.filled(16, 1));
      case MEASUREMENT -> builder.measurement(TestInstallation.filled(48, 1));
      case GUEST_SVN, TCB_VERSION -> throw new AssertionError("named by the request");
    };
  }

  private static SnpGuest guest(int chip, UnaryOperator<GuestConfiguration.Builder> change) {
    return GENOA
        .processor(chip, COMMITTED)
        .launch(change.apply(CONFIGURATION.toBuilder()).build(), TestInstallation.random("guest"));
  }

  private static String key(SnpGuest guest, KeyRequest request) {
    return key(guest.deriveKey(request));
  }

  private static String key(KeyResponse response) {
    return switch (response) {
      // The test compares derived keys.
      case KeyResponse.Derived derived ->
          HexFormat.of().formatHex(derived.key().bytes(SecretAccess.get()));
      case KeyResponse.Refused refused ->
          throw new AssertionError("refused with status " + refused.status());
    };
  }
}
