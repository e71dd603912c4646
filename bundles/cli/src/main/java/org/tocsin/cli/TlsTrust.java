// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * By what an agent with TLS is known.
 *
 * @param ca a file with certificates (PEM), one of which vouches for the agent's or is it
 * @param name the name in the agent's certificate, when that is not the address; or null
 */
record TlsTrust(Path ca, @Nullable String name) {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /** Lets a connection go on only with that agent. */
    void applyTo(HttpsURLConnection connection) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted().getTrustManagers(), null);
            connection.setSSLSocketFactory(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new SSLException("the certificates in " + ca + " cannot be used", e);
        }
        // asked only when the certificate has not the address as a name
        connection.setHostnameVerifier((address, session) -> name != null && isNamed(session, name));
    }

    private TrustManagerFactory trusted() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static boolean isNamed(SSLSession session, String name) {
        try {
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null && names.stream().anyMatch(entry -> isNamed(entry, name.toLowerCase(Locale.ROOT)));
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isNamed(List<?> entry, String name) {
        int type = (Integer) entry.get(0);
        if (type != DNS_NAME && type != IP_ADDRESS) {
            return false;
        }
        String text = String.valueOf(entry.get(1)).toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return text.equals(name) || (type == DNS_NAME && dot > 0 && text.equals("*" + name.substring(dot)));
    }
}
