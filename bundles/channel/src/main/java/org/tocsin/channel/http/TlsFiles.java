// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Expiry;
import org.tocsin.api.Setting;

/**
 * The files of certificates and keys.
 *
 * @param authorities more authorities to believe besides those of the JVM, PEM; the text is empty for none
 * @param certificate ours, PEM with those above it behind it, or PKCS#12 with its key; the text is empty for none
 * @param key of a certificate in PEM
 * @param password a file with the password of a PKCS#12
 * @param ambient files and directories that the environment names; what cannot be read of them is left out
 */
record TlsFiles(Setting authorities, Setting certificate, Setting key, Setting password, List<Path> ambient) {

    private static final int MOST_BYTES = 4 << 20;

    /** All that is looked at. */
    List<Path> files() {
        return Stream.concat(
                        Stream.of(authorities, certificate, key, password)
                                .filter(setting -> !setting.text().isEmpty())
                                .map(setting -> Path.of(setting.text())),
                        ambient.stream())
                .toList();
    }

    /**
     * What the files are good for.
     *
     * @param expiry of our certificate; null when we have none
     */
    record Read(SSLContext context, @Nullable Expiry expiry) {}

    /** @throws IllegalArgumentException when a file is wrong; it names file, key, value and remedy */
    Read read() {
        try {
            TrustManager[] trust = trust();
            SSLContext context = SSLContext.getInstance("TLS");
            if (certificate.text().isEmpty()) {
                context.init(null, trust, null);
                return new Read(context, null);
            }
            char[] secret = secret();
            KeyStore ours = ours(secret);
            context.init(keys(ours, secret), trust, null);
            return new Read(context, expiry(ours));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JVM has no TLS", e);
        }
    }

    /** Null: those of the JVM alone. */
    private TrustManager @Nullable [] trust() throws GeneralSecurityException, IOException {
        List<X509Certificate> more = new ArrayList<>();
        ambient.forEach(path -> more.addAll(under(path)));
        if (!authorities.text().isEmpty()) {
            more.addAll(certificatesOf(authorities));
        }
        if (more.isEmpty()) {
            return null;
        }
        KeyStore all = empty();
        TrustManagerFactory jvms = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        jvms.init((KeyStore) null);
        for (TrustManager manager : jvms.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                more.addAll(List.of(known.getAcceptedIssuers()));
            }
        }
        for (int i = 0; i < more.size(); i++) {
            all.setCertificateEntry("authority-" + i, more.get(i));
        }
        TrustManagerFactory ours = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        ours.init(all);
        return ours.getTrustManagers();
    }

    private static KeyManager[] keys(KeyStore store, char[] secret) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, secret);
        return managers.getKeyManagers();
    }

    private char[] secret() {
        return password.text().isEmpty()
                ? new char[0]
                : new String(content(password), StandardCharsets.UTF_8).strip().toCharArray();
    }

    /** Our certificate with its key. */
    private KeyStore ours(char[] secret) throws GeneralSecurityException, IOException {
        byte[] content = content(certificate);
        if (!PemKey.isPem(new String(content, StandardCharsets.ISO_8859_1))) {
            return pkcs12(content, secret);
        }
        KeyStore store = empty();
        store.setKeyEntry("client", pemKey(), secret, pemChain());
        return store;
    }

    private static @Nullable Expiry expiry(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (isKey(store, alias) && store.getCertificate(alias) instanceof X509Certificate shown) {
                return new Expiry(
                        shown.getNotBefore().toInstant(), shown.getNotAfter().toInstant());
            }
        }
        return null;
    }

    private Certificate[] pemChain() {
        return certificatesOf(certificate).toArray(Certificate[]::new);
    }

    private PrivateKey pemKey() {
        if (key.text().isEmpty()) {
            throw key.isNot("given beside a clientCertificate in PEM", "the path of its private key");
        }
        try {
            return PemKey.read(
                    new String(content(key), StandardCharsets.ISO_8859_1),
                    certificatesOf(certificate).get(0).getPublicKey());
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            throw key.isNot("the key of clientCertificate", "the one that it was made for");
        } catch (GeneralSecurityException e) {
            throw key.isNot(
                    String.valueOf(e.getMessage()),
                    "a file with BEGIN PRIVATE KEY, or PKCS#12 as clientCertificate with clientKeyPasswordFile");
        } catch (IllegalArgumentException e) {
            throw key.isNot("a private key in PEM", "a file with BEGIN PRIVATE KEY");
        }
    }

    private KeyStore pkcs12(byte[] content, char[] secret) throws GeneralSecurityException {
        if (!key.text().isEmpty()) {
            throw key.isNot("needed with a PKCS#12, which has the key in it", "none, or a clientCertificate in PEM");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(new ByteArrayInputStream(content), secret);
        } catch (IOException | GeneralSecurityException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? password.isNot("a file with the password of clientCertificate", "one that is")
                    : certificate.isNot("a certificate in PEM or a PKCS#12", "one of these");
        }
        if (Collections.list(store.aliases()).stream().noneMatch(alias -> isKey(store, alias))) {
            throw certificate.isNot("a PKCS#12 with a private key", "one that was exported with its key");
        }
        return store;
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("it was loaded", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<X509Certificate> certificatesOf(Setting setting) {
        String text = new String(content(setting), StandardCharsets.ISO_8859_1);
        List<X509Certificate> certificates;
        try {
            certificates = PemKey.certificates(text);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw setting.isNot("a file of sound certificates", "one in PEM that is whole");
        }
        if (certificates.isEmpty()) {
            throw setting.isNot("a file with a certificate in PEM", "one with BEGIN CERTIFICATE");
        }
        return certificates;
    }

    private static byte[] content(Setting setting) {
        try (InputStream in = Files.newInputStream(Path.of(setting.text()))) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw setting.isNot("a file of at most " + MOST_BYTES + " bytes", "a smaller one");
            }
            return content;
        } catch (IOException e) {
            throw setting.isNot("a file that the agent can read", "one that is there and that its user may read");
        }
    }

    /** Of what the environment names, that in which there is no certificate that can be read. */
    List<Path> unusable() {
        return ambient.stream().filter(path -> under(path).isEmpty()).toList();
    }

    private static List<X509Certificate> under(Path path) {
        List<X509Certificate> certificates = new ArrayList<>();
        try (Stream<Path> files = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                certificates.addAll(readable(file));
            }
        } catch (IOException e) {
            // it is for many programs, and not ours to insist on: told as unusable
            return List.of();
        }
        return certificates;
    }

    private static List<X509Certificate> readable(Path file) {
        try {
            return Files.size(file) > MOST_BYTES
                    ? List.of()
                    : PemKey.certificates(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // a directory of these has other files, too
            return List.of();
        }
    }

    /** Without what is in them. */
    @Override
    public String toString() {
        return "TlsFiles" + files();
    }
}
