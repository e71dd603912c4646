// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.Test;

/** Why no answer came, in words that lead to a remedy. */
public class ReasonTest {

    @Test
    public void ofACertificateThatIsNotValidYetTheClockIsNamed() {
        SSLHandshakeException failure = new SSLHandshakeException("PKIX path validation failed: validity check failed");
        failure.initCause(new CertPathValidatorException(
                "validity check failed", new CertificateNotYetValidException("NotBefore: tomorrow")));

        assertThat(Reason.of(failure, Duration.ofSeconds(30)))
                .isEqualTo(
                        "TLS failed, the certificate is not valid yet by the clock of this host, NotBefore: tomorrow");
    }
}
