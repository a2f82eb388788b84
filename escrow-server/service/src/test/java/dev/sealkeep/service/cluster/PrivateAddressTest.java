package dev.sealkeep.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "::ffff:10.0.0.1"
      })
  void aPrivateAddressIsTaken(String address) {
    assertThat(PrivateAddress.of(address)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "::",
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.1",
        "192.167.0.1",
        "169.253.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "224.0.0.1",
        "2001:db8::1",
        "fec0::1",
        "fbff::1",
        "ff02::1",
        "::ffff:8.8.8.8"
      })
  void anyOtherIsRefusedByName(String address) {
    assertThatThrownBy(() -> PrivateAddress.of(address))
        .isInstanceOf(ClusterRefusedException.class)
        .hasMessageContaining("neither a loopback nor a private address");
  }
}
