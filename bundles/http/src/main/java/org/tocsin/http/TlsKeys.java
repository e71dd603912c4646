// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a listener shows, and its key. When the files change, the next handshake has the new ones; what
 * does not fit together, as between the writing of two files, changes nothing.
 */
final class TlsKeys extends X509ExtendedKeyManager {

    private static final Logger LOG = LoggerFactory.getLogger(TlsKeys.class);
    private static final String ALIAS = "tocsin";

    /** Texts are parsed without one; it would only read files. */
    @SuppressWarnings("NullAway")
    private static final Vertx NO_VERTX = null;

    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private final TlsFiles files;
    private final Clock clock;
    private volatile Pair pair;
    private List<Optional<FileStamp>> seen;
    private volatile @Nullable String problem;

    private record Pair(List<X509Certificate> chain, PrivateKey key) {}

    TlsKeys(TlsFiles files, Clock clock) throws NotStartedException {
        this.files = files;
        this.clock = clock;
        seen = stamps();
        pair = read();
    }

    /** What a listener is given. */
    KeyCertOptions options() {
        return KeyCertOptions.wrap(this);
    }

    /** Takes files that have changed. */
    synchronized void look() {
        List<Optional<FileStamp>> now = stamps();
        // what was wrong may have been something else than the files
        if (now.equals(seen) && problem == null) {
            return;
        }
        seen = now;
        try {
            pair = read();
            problem = null;
            LOG.info("the certificate in {} is shown from now on, valid until {}", files.certificate(), end());
        } catch (NotStartedException e) {
            String told = problem;
            problem = e.getMessage();
            if (!Objects.equals(told, problem)) {
                LOG.warn("TOCSIN-HTTP-011 the certificate is not changed: {}", problem);
            }
        }
    }

    /** What is wrong with the files, or with the certificate by now; null when nothing is. */
    @Nullable
    String problem() {
        String told = problem;
        if (told == null && !end().isAfter(clock.instant())) {
            return Settings.FILE + ": " + TlsFiles.CERTIFICATE + ": " + files.certificate() + " has expired on " + end()
                    + ", renew it";
        }
        return told;
    }

    private Instant end() {
        return pair.chain.get(0).getNotAfter().toInstant();
    }

    private List<Optional<FileStamp>> stamps() {
        return List.of(FileStamp.of(files.certificate()), FileStamp.of(files.key()));
    }

    private Pair read() throws NotStartedException {
        try {
            files.checkKeyIsClosed();
        } catch (IllegalArgumentException e) {
            throw new NotStartedException(String.valueOf(e.getMessage()), e);
        }
        byte[] certificate = bytes(TlsFiles.CERTIFICATE, files.certificate());
        byte[] key = bytes(TlsFiles.KEY, files.key());
        Pair read;
        try {
            KeyManagerFactory factory = new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(certificate))
                    .addKeyValue(Buffer.buffer(key))
                    .getKeyManagerFactory(NO_VERTX);
            read = pair((X509KeyManager) factory.getKeyManagers()[0]);
        } catch (Exception e) { // whatever a parser says of a file that a person wrote
            throw new NotStartedException(
                    Settings.FILE + ": " + TlsFiles.CERTIFICATE + ": " + files.certificate() + " and " + files.key()
                            + " are no certificate and private key (RSA or EC) in PEM ("
                            + e.getClass().getSimpleName()
                            + "), use such files",
                    e);
        }
        if (!fits(read)) {
            throw new NotStartedException(
                    Settings.FILE + ": " + TlsFiles.KEY + ": " + files.key() + " is not the key of "
                            + files.certificate() + ", use the one that belongs to it",
                    null);
        }
        return read;
    }

    private static byte[] bytes(String key, Path file) throws NotStartedException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new NotStartedException(
                    Settings.FILE + ": " + key + ": " + file
                            + " cannot be read by this user, correct its owner or mode",
                    e);
        }
    }

    private static Pair pair(X509KeyManager manager) throws GeneralSecurityException {
        for (String algorithm : SIGNATURES.keySet()) {
            String[] aliases = manager.getServerAliases(algorithm, null);
            if (aliases != null && aliases.length > 0) {
                return new Pair(List.of(manager.getCertificateChain(aliases[0])), manager.getPrivateKey(aliases[0]));
            }
        }
        throw new GeneralSecurityException("no key of RSA or EC");
    }

    /** Whether what the key signs is what the certificate's key verifies. */
    private static boolean fits(Pair pair) throws NotStartedException {
        PublicKey open = pair.chain.get(0).getPublicKey();
        String algorithm = SIGNATURES.get(open.getAlgorithm());
        if (algorithm == null || !open.getAlgorithm().equals(pair.key.getAlgorithm())) {
            return false;
        }
        try {
            byte[] text = new byte[32];
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            LOG.debug("a key and a certificate cannot be held against each other", e);
            return false;
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return keyType.equals(pair.key.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return pair.chain.toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return pair.key;
    }
}
