package dev.sealkeep.simulator.tsm;

import static dev.sealkeep.simulator.tsm.TsmFixture.ENDORSEMENT_KEY;
import static dev.sealkeep.simulator.tsm.TsmFixture.ascii;
import static dev.sealkeep.simulator.tsm.TsmFixture.belowSvsm;
import static dev.sealkeep.simulator.tsm.TsmFixture.blob;
import static dev.sealkeep.simulator.tsm.TsmFixture.errno;
import static dev.sealkeep.simulator.tsm.TsmFixture.open;
import static dev.sealkeep.simulator.tsm.TsmFixture.put;
import static dev.sealkeep.simulator.tsm.TsmFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SystemCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service attributes, as a guest below an SVSM sees them. */
class SvsmTest {
  private static final byte[] NONCE = nonce();
  private static final String VTPM = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";

  private TsmReports reports;

  SvsmTest() throws Exception {
    reports = belowSvsm();
  }

  @BeforeEach
  void makeInstance() throws Exception {
    reports.makeDirectory("/x");
  }

  private static byte[] nonce() {
    byte[] nonce = new byte[64];
    Arrays.fill(nonce, (byte) 0x3C);
    return nonce;
  }

  private void write(String attribute, String text) throws Exception {
    TsmFile file = open(reports, "/x/" + attribute, false);
    assertThat(file.write(0, ascii(text))).isEqualTo(SystemCall.done(text.length()));
    file.close();
  }

  private static byte[] bound(byte[] manifest) throws Exception {
    MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
    sha512.update(NONCE);
    return sha512.digest(manifest);
  }

  @Test
  void reportAboutTheVtpmIsOfVmplZeroAndBindsItsEndorsementKey() throws Exception {
    write("service_provider", "svsm\n");
    write("service_guid", VTPM);
    put(reports, NONCE);

    byte[] report = blob(reports, "/x/outblob");

    assertThat(blob(reports, "/x/manifestblob")).isEqualTo(ENDORSEMENT_KEY);
    assertThat(ReportEditor.read(report, ReportField.REPORT_DATA))
        .isEqualTo(bound(ENDORSEMENT_KEY));
    assertThat(ReportEditor.read(report, ReportField.VMPL)[0]).isZero();
    assertThat(blob(reports, "/x/auxblob")).isNotEmpty();
    assertThat(text(reports, "/x/generation")).isEqualTo("3\n");
  }

  /** AMD 58019: the table's GUIDs stand in their mixed-endian binary form. */
  @Test
  void allServicesMakeATable() throws Exception {
    write("service_provider", "svsm");
    write("service_manifest_version", "0");
    put(reports, NONCE);

    byte[] table = blob(reports, "/x/manifestblob");

    ByteBuffer header = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(HexFormat.of().formatHex(table, 0, 16))
        .isEqualTo("bb9e8463923d7046a1ff58f9c94b87bb");
    assertThat(header.getInt(16)).isEqualTo(table.length);
    assertThat(header.getInt(20)).isEqualTo(1);
    assertThat(HexFormat.of().formatHex(table, 24, 40))
        .isEqualTo("ebf176c42301a5459641b4e7dde5bfe3");
    int offset = header.getInt(40);
    assertThat(Arrays.copyOfRange(table, offset, offset + header.getInt(44)))
        .isEqualTo(ENDORSEMENT_KEY);
    assertThat(ReportEditor.read(blob(reports, "/x/outblob"), ReportField.REPORT_DATA))
        .isEqualTo(bound(table));
  }

  /** The guest itself cannot make a report of VMPL 0. */
  @Test
  void withoutAServiceTheReportIsTheGuestsOwn() throws Exception {
    write("privlevel", "2");
    put(reports, NONCE);
    byte[] report = blob(reports, "/x/outblob");
    assertThat(ReportEditor.read(report, ReportField.REPORT_DATA)).isEqualTo(NONCE);
    assertThat(ReportEditor.read(report, ReportField.VMPL)[0]).isEqualTo((byte) 2);
    assertThat(blob(reports, "/x/manifestblob")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "service_provider, vmgexit",
    "service_guid, 63849ebb-3d92-4670-a1ff-58f9c94b87bb",
    "service_manifest_version, 1"
  })
  void whatTheSvsmDoesNotHaveFailsTheReport(String attribute, String value) throws Exception {
    write("service_provider", "svsm");
    write(attribute, value);
    put(reports, NONCE);
    assertThat(errno(reports, "/x/outblob")).isEqualTo(Errno.EINVAL);
    assertThat(errno(reports, "/x/manifestblob")).isEqualTo(Errno.EINVAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c476f1eb", "c476f1eb-0123-45a5-9641-b4e7dde5bfeg"})
  void whatIsNoGuidIsRefusedAtTheWrite(String guid) throws Exception {
    assertThat(open(reports, "/x/service_guid", false).write(0, ascii(guid)))
        .isEqualTo(SystemCall.failed(Errno.EINVAL));
    assertThat(text(reports, "/x/generation")).isEqualTo("0\n");
  }
}
