package dev.sealkeep.agent.volume.token;

import static dev.sealkeep.agent.volume.VolumeLab.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.derivation.Derivation;
import dev.sealkeep.agent.derivation.KeySelection;
import dev.sealkeep.agent.derivation.SnpDerivation;
import dev.sealkeep.agent.device.report.TcbVersion;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.HeaderBytes;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.key.KeySource;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of slots in which hardware has a part: the MAC covers how it derives. */
final class DerivedTokenTest {
  private static final UUID VOLUME = UUID.fromString(HeaderBytes.UUID);
  private static final Derivation DERIVATION =
      new SnpDerivation(
          KeySelection.VLEK,
          EnumSet.of(
              GuestField.GUEST_POLICY,
              GuestField.MEASUREMENT,
              GuestField.GUEST_SVN,
              GuestField.TCB_VERSION),
          1,
          (int) 4_000_000_000L,
          TcbVersion.parse("0400000000001973").orElseThrow());
  private static final Optional<Name> ROOT = Optional.of(new Name("root"));
  private static final VolumeToken DERIVED =
      new VolumeToken(new KeySource.Derived(DERIVATION), ROOT, 0);
  private static final VolumeToken SPLIT =
      new VolumeToken(
          new KeySource.Split(
              new EscrowedKey(new Name("acme"), new Name("payments"), 3), DERIVATION),
          ROOT,
          0);
  private static final VolumeToken PENDING =
      new VolumeToken(
          new KeySource.Derived(DERIVATION),
          ROOT,
          0,
          Optional.of(new Pending(1_790_000_000L, new UUID(7, 1))));

  private static VolumeSecret secret() throws VolumeException {
    return VolumeSecret.of(SecretBytes.owning(new byte[32]), VOLUME);
  }

  private static String json(VolumeToken token) throws VolumeException {
    Header header = HeaderBytes.read(HeaderBytes.disk(HeaderBytes.JSON));
    Token sealed = token.seal(4, secret(), header);
    List<Keyslot> slots = List.copyOf(header.metadata().keyslots().values());
    return new String(
        header.next(header.metadata().with(slots, List.of(sealed))).metadata().encode(),
        StandardCharsets.UTF_8);
  }

  private static Stored read(String json) throws VolumeException {
    return VolumeToken.in(HeaderBytes.read(HeaderBytes.disk(json))).getFirst();
  }

  private static boolean verifies(String json) throws VolumeException {
    Header header = HeaderBytes.read(HeaderBytes.disk(json));
    return VolumeToken.in(header).getFirst().verifiedBy(secret(), header);
  }

  @Test
  void tokensSurviveTheDisk() throws Exception {
    for (VolumeToken token : List.of(DERIVED, SPLIT, PENDING)) {
      assertThat(read(json(token)).value()).isEqualTo(token);
      assertThat(verifies(json(token))).isTrue();
    }
    assertThat(PENDING.confirmed()).isEqualTo(DERIVED);
  }

  /** The formats are fixed, for volumes outlive programs; computed with another program. */
  @Test
  void macsAreThoseOfTheFirstRelease() throws Exception {
    assertThat(json(DERIVED))
        .contains(
            "\"4\":{\"derivation\":{\"fields\":[\"guest_policy\",\"measurement\",\"guest_svn\","
                + "\"tcb_version\"],\"guest_svn\":4000000000,\"root\":\"vlek\","
                + "\"tcb_version\":\"0400000000001973\",\"technology\":\"amd-sev-snp\",\"vmpl\":1},"
                + "\"format\":1,\"keyslots\":[\"0\"],"
                + "\"mac\":\"NCt-L0GzqIWkGNNHz7RA6GwEfkICFMiL8mZI5_KgUew\","
                + "\"mode\":\"derived\",\"type\":\"sealkeep\",\"volume\":\"root\"}");
    assertThat(json(PENDING))
        .contains("\"mac\":\"EltPtFuwKJENdmZbimZq71KPu1RRqmyeHMo5-Q5u6Q0\"")
        .contains(
            "\"pending\":{\"boot\":\"00000000-0000-0007-0000-000000000001\",\"since\":1790000000}");
    assertThat(json(SPLIT))
        .contains("\"mac\":\"_Aw5EmtUdrUMB3BBdRbAVwcPj5NcX5QEB-hcm6-Tv3A\"", "\"mode\":\"split\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"guest_svn\":4000000000|\"guest_svn\":3999999999",
        "\"root\":\"vlek\"|\"root\":\"vcek\"",
        "\"tcb_version\":\"0400000000001973\"|\"tcb_version\":\"0300000000001973\"",
        "\"tcb_version\":\"0400000000001973\"|\"tcb_version\":\"0400000000001974\"",
        "\"vmpl\":1|\"vmpl\":2",
        "\"guest_policy\",\"measurement\"|\"measurement\"",
        "\"fields\":[\"guest_policy\"|\"fields\":[\"guest_policy\",\"image_id\"",
        "\"volume\":\"root\"|\"volume\":\"boot\"",
        "\"since\":1790000000|\"since\":1",
        "0007-0000-000000000001|0007-0000-000000000002",
        "\"pending\":{\"boot\":\"00000000-0000-0007-0000-000000000001\",\"since\":1790000000},|''",
        "\"offset\":\"32768\"|\"offset\":\"36864\"",
      })
  void anyChangeIsNoticed(String from, String to) throws Exception {
    String json = json(PENDING);
    assertThat(json).contains(from);
    assertThat(verifies(json.replace(from, to))).isFalse();
  }

  /** Neither kind passes for the other, with whatever names. */
  @Test
  void modesAreToldApart() throws Exception {
    String derived = json(SPLIT).replace("\"mode\":\"split\"", "\"mode\":\"derived\"");
    assertFault(VolumeFault.TOKEN_MALFORMED, () -> read(derived));
    String bare =
        derived
            .replace("\"tenant\":\"acme\",", "")
            .replace("\"key\":\"payments\",", "")
            .replace("\"key_version\":3,", "");
    assertThat(verifies(bare)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"guest_svn\":4000000000|\"guest_svn\":-1",
        "\"guest_svn\":4000000000|\"guest_svn\":4294967296",
        "\"vmpl\":1|\"vmpl\":4",
        "\"root\":\"vlek\"|\"root\":\"auto\"",
        "\"root\":\"vlek\"|\"root\":\"vmrk\"",
        "\"technology\":\"amd-sev-snp\"|\"technology\":\"intel-sgx\"",
        "\"technology\":\"amd-sev-snp\"|\"technology\":\"simulated-amd-sev-snp\"",
        "\"tcb_version\":\"0400000000001973\"|\"tcb_version\":\"04\"",
        "\"tcb_version\":\"0400000000001973\"|\"tcb_version\":\"040000000000197G\"",
        "\"guest_policy\",\"measurement\"|\"measurement\",\"guest_policy\"",
        "\"guest_policy\",\"measurement\"|\"measurement\",\"measurement\"",
        "\"guest_policy\",\"measurement\"|\"anything\"",
        "\"measurement\",\"guest_svn\"|\"measurement\"",
        ",\"tcb_version\"]|]",
        "\"vmpl\":1}|\"vmpl\":1,\"more\":1}",
        ",\"vmpl\":1}|}",
        "\"since\":1790000000|\"since\":-1",
        "0007-0000-000000000001|0007-0000-00000000000X",
        "\"mode\":\"derived\"|\"mode\":\"escrow\"",
        "\"mode\":\"derived\"|\"mode\":\"escrow-or-derived\"",
      })
  void tokenThatBreaksItsFormatIsRefused(String from, String to) throws Exception {
    String json = json(PENDING);
    assertThat(json).contains(from);
    assertFault(VolumeFault.TOKEN_MALFORMED, () -> read(json.replace(from, to)));
  }

  /** A token of the escrow's alone has nothing to prove. */
  @Test
  void escrowsTokenIsNeverPending() throws Exception {
    VolumeToken token =
        new VolumeToken(
            new KeySource.Escrow(new EscrowedKey(new Name("acme"), new Name("payments"), 3)),
            ROOT,
            0,
            PENDING.pending());
    String json = json(token);
    assertFault(VolumeFault.TOKEN_MALFORMED, () -> read(json));
  }

  /** Whatever a host writes into a token: it reads, or it is refused. */
  @Test
  void changedTokensReadOrAreRefused() throws Exception {
    Random random = new Random(5);
    List<String> whole = List.of(json(DERIVED), json(SPLIT), json(PENDING));
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      String json = whole.get(i % whole.size());
      int from = json.indexOf("\"derivation\"");
      int at = from + random.nextInt(json.indexOf("\"type\":\"sealkeep\"") - from);
      char unit = (char) (0x20 + random.nextInt(0x5f));
      String changed = json.substring(0, at) + unit + json.substring(at + 1);
      try {
        assertThat(verifies(changed)).isEqualTo(changed.equals(json));
      } catch (VolumeException typed) {
        refused++;
      } catch (NoSuchElementException noToken) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
