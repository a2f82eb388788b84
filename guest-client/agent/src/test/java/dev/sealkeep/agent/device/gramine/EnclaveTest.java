package dev.sealkeep.agent.device.gramine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An enclave by a model of Gramine's files. */
final class EnclaveTest {
  private final GramineModel gramine = new GramineModel(Path.of("/dev/attestation"));
  private final Enclave enclave = new Enclave(gramine, gramine.root);
  private final byte[] reportData = new byte[64];

  EnclaveTest() {
    Arrays.fill(reportData, (byte) 0xC3);
  }

  @AfterEach
  void nothingStaysOpen() {
    assertThat(gramine.openFiles()).isZero();
  }

  private static DeviceException failure(ThrowingCallable call) {
    DeviceException failed = catchThrowableOfType(DeviceException.class, call);
    assertThat(failed).isNotNull();
    return failed;
  }

  private DeviceFault fault() {
    return failure(() -> enclave.quote(reportData)).problem().fault();
  }

  private DeviceFault keyFault(SealingKey which) {
    return failure(() -> enclave.key(which)).problem().fault();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void quoteIsOverTheData(int version) throws DeviceException {
    gramine.version = version;
    assertThat(enclave.quote(reportData).quote())
        .isEqualTo(GramineModel.quote(version, reportData));
    assertThat(gramine.quotes).isEqualTo(1);
  }

  @Test
  void fileIsReadToItsEndHoweverShortTheReads() throws DeviceException {
    gramine.chunk = 64;
    gramine.padding = 3000;
    assertThat(enclave.quote(reportData).quote()).hasSize(48 + 384 + 4 + 100 + 3000);
  }

  /** A value that is written in pieces is replaced by each. */
  @Test
  void shortWriteIsAFault() {
    gramine.chunk = 63;
    assertThat(fault()).isEqualTo(DeviceFault.SGX_MALFORMED);
    assertThat(gramine.quotes).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "epid", "", "dcap2"})
  void enclaveWithoutDcapIsNamedAndAskedForNothing(String type) {
    gramine.type = type;
    DeviceException failed = failure(() -> enclave.quote(reportData));
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.SGX_ATTESTATION_OFF);
    assertThat(failed.problem().display()).contains("`" + type + "`");
    assertThat(gramine.quotes).isZero();
  }

  @Test
  void nameMayEndInANewline() throws DeviceException {
    gramine.type = "dcap\n";
    assertThat(enclave.quote(reportData).quote()).isNotEmpty();
  }

  @Test
  void quoteOverOtherDataIsRefused() {
    gramine.flipped = 48 + 320;
    assertThat(fault()).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }

  @Test
  void quoteThatIsNoneIsRefused() {
    gramine.flipped = 4;
    assertThat(fault()).isEqualTo(DeviceFault.SGX_QUOTE_MALFORMED);
  }

  @Test
  void quoteHasABound() {
    gramine.padding = 64 << 10;
    assertThat(fault()).isEqualTo(DeviceFault.SGX_MALFORMED);
  }

  /** Gramine says EACCES whatever went wrong with the host's quoting service. */
  @ParameterizedTest
  @CsvSource({
    "open quote, EACCES, SGX_QUOTE_REFUSED",
    "open user_report_data, EACCES, SGX_QUOTE_REFUSED",
    "write user_report_data, EACCES, SGX_QUOTE_REFUSED",
    "open attestation_type, EACCES, DEVICE_PERMISSION",
    "open attestation_type, ENOENT, DEVICE_ABSENT",
    "open quote, ENOMEM, SYSTEM_RESOURCES",
    "read quote, EINTR, SYSTEM_ERROR",
  })
  void errorsAreNamed(String operation, Errno errno, DeviceFault fault) {
    gramine.errors.put(operation, errno);
    assertThat(fault()).isEqualTo(fault);
  }

  @Test
  void sealingKeysAreToldApart() throws DeviceException {
    try (SecretBytes own = enclave.key(SealingKey.MRENCLAVE);
        SecretBytes signers = enclave.key(SealingKey.MRSIGNER)) {
      assertThat(own.bytes(SecretAccess.get())).isEqualTo(gramine.enclaveKey);
      assertThat(signers.bytes(SecretAccess.get())).isEqualTo(gramine.signerKey);
    }
  }

  @Test
  void keyOfZerosIsNone() {
    gramine.signerKey = new byte[16];
    assertThat(keyFault(SealingKey.MRSIGNER)).isEqualTo(DeviceFault.KEY_ZERO);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 17, 32, 4096})
  void keyOfAnotherSizeIsNone(int size) {
    gramine.signerKey = new byte[size];
    gramine.signerKey[0] = 1;
    DeviceException failed = failure(() -> enclave.key(SealingKey.MRSIGNER));
    assertThat(failed.problem().fault()).isEqualTo(DeviceFault.SGX_MALFORMED);
  }

  @Test
  void keyThatIsNotThereIsNamed() {
    gramine.signerKey = new byte[0];
    assertThat(keyFault(SealingKey.MRSIGNER)).isEqualTo(DeviceFault.SGX_KEY_ABSENT);
    gramine.errors.put("open keys/_sgx_mrsigner", Errno.EACCES);
    assertThat(keyFault(SealingKey.MRSIGNER)).isEqualTo(DeviceFault.SGX_KEY_ABSENT);
    gramine.hasKeys = false;
    assertThat(keyFault(SealingKey.MRENCLAVE)).isEqualTo(DeviceFault.DEVICE_ABSENT);
  }
}
