// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Expiry;
import org.tocsin.api.host.FileStamp;

/**
 * The certificates that a listener shows, and their keys: one, or one of each kind (RSA and EC), of which each client gets
 * what it can check. When the files change, the next handshake has the new ones; what does not fit together, as between the
 * writing of two files, changes nothing.
 */
final class TlsKeys extends X509ExtendedKeyManager {

    private static final Logger LOG = LoggerFactory.getLogger(TlsKeys.class);

    /** Texts are parsed without one; it would only read files. */
    @SuppressWarnings("NullAway")
    private static final Vertx NO_VERTX = null;

    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");
    private static final Pattern KEYS = block("[A-Z ]*PRIVATE KEY");
    private static final Pattern CERTIFICATES = block("CERTIFICATE");

    private final TlsFiles files;
    private final Clock clock;
    private int read;
    private volatile Shown shown;
    private List<Optional<FileStamp>> seen;
    private volatile @Nullable String problem;
    private @Nullable String expiryTold;

    /**
     * @param alias by which a handshake asks for its key and its chain, one after the other; of no other pair, ever
     */
    private record Pair(String alias, List<X509Certificate> chain, PrivateKey key) {

        Expiry expiry() {
            X509Certificate leaf = chain.get(0);
            return new Expiry(
                    leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
        }

        /** Without the key. */
        @Override
        public String toString() {
            return alias;
        }
    }

    /** With those before them, which handshakes under way may have chosen. */
    private record Shown(List<Pair> now, List<Pair> before) {

        @Nullable
        Pair find(@Nullable String alias) {
            return Stream.concat(now.stream(), before.stream())
                    .filter(pair -> pair.alias.equals(alias))
                    .findFirst()
                    .orElse(null);
        }
    }

    TlsKeys(TlsFiles files, Clock clock) throws NotStartedException {
        this.files = files;
        this.clock = clock;
        seen = stamps();
        shown = new Shown(read(), List.of());
    }

    /** What a listener is given. */
    KeyCertOptions options() {
        return KeyCertOptions.wrap(this);
    }

    /** Takes files that have changed, and tells what is to be renewed. */
    synchronized void look() {
        List<Optional<FileStamp>> now = stamps();
        // what was wrong may have been something else than the files
        if (!now.equals(seen) || problem != null) {
            seen = now;
            take();
        }
        String expiring = expiring();
        if (expiring != null && !expiring.equals(expiryTold)) {
            LOG.warn("TOCSIN-HTTP-013 {}", expiring);
        }
        expiryTold = expiring;
    }

    private void take() {
        try {
            shown = new Shown(read(), shown.now);
            problem = null;
            LOG.info(
                    "the certificate in {} is shown from now on, valid until {}",
                    files.certificate(),
                    shown.now.get(0).expiry().end());
        } catch (NotStartedException e) {
            String told = problem;
            problem = e.getMessage();
            if (!Objects.equals(told, problem)) {
                LOG.warn("TOCSIN-HTTP-011 the certificate is not changed: {}", problem);
            }
        }
    }

    private static Pattern block(String kind) {
        return Pattern.compile("-----BEGIN (" + kind + ")-----.*?-----END \\1-----", Pattern.DOTALL);
    }

    /** What is wrong with the files, or with a certificate by now; null when nothing is. */
    @Nullable
    String problem() {
        String told = problem;
        return told == null ? expiring() : told;
    }

    private @Nullable String expiring() {
        for (Pair pair : shown.now) {
            String told = pair.expiry().told(clock.instant());
            if (told != null) {
                return Settings.FILE + ": " + TlsFiles.CERTIFICATE + ": " + files.certificate() + ' ' + told;
            }
        }
        return null;
    }

    private List<Optional<FileStamp>> stamps() {
        return List.of(FileStamp.of(files.certificate()), FileStamp.of(files.key()));
    }

    private List<Pair> read() throws NotStartedException {
        try {
            files.checkKeyIsClosed();
        } catch (IllegalArgumentException e) {
            throw new NotStartedException(String.valueOf(e.getMessage()), e);
        }
        List<String> shownBlocks = blocks(CERTIFICATES, bytes(TlsFiles.CERTIFICATE, files.certificate()));
        List<PrivateKey> keys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (String key : blocks(KEYS, bytes(TlsFiles.KEY, files.key()))) {
                keys.add(key(shownBlocks, key));
            }
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (String block : shownBlocks) {
                certificates.add((X509Certificate) factory.generateCertificate(
                        new ByteArrayInputStream(block.getBytes(StandardCharsets.ISO_8859_1))));
            }
        } catch (NotStartedException e) {
            throw e;
        } catch (Exception e) { // whatever a parser says of a file that a person wrote
            throw new NotStartedException(
                    Settings.FILE + ": " + TlsFiles.CERTIFICATE + ": " + files.certificate() + " and " + files.key()
                            + " are no certificate and private key (RSA or EC) in PEM ("
                            + e.getClass().getSimpleName()
                            + "), use such files",
                    e);
        }
        if (keys.stream().map(PrivateKey::getAlgorithm).distinct().count() < keys.size()) {
            throw bad(TlsFiles.KEY, files.key() + " holds two keys of one kind, use one, or one RSA and one EC");
        }
        read++;
        List<Pair> pairs = new ArrayList<>();
        for (PrivateKey key : keys) {
            pairs.add(new Pair("tocsin-" + read + '-' + key.getAlgorithm(), chain(certificates, key), key));
        }
        return pairs;
    }

    /** What a file has of a kind; all of it when it has none, so that the parser says what it is. */
    private static List<String> blocks(Pattern kind, byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<String> blocks =
                kind.matcher(text).results().map(MatchResult::group).toList();
        return blocks.isEmpty() ? List.of(text) : blocks;
    }

    /** The parser wants a certificate beside a key, and one of its kind. */
    private static PrivateKey key(List<String> certificates, String key) throws Exception {
        IllegalArgumentException otherKind = null;
        for (String certificate : certificates) {
            try {
                X509KeyManager manager = (X509KeyManager) new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificate))
                        .addKeyValue(Buffer.buffer(key))
                        .getKeyManagerFactory(NO_VERTX)
                        .getKeyManagers()[0];
                for (String algorithm : SIGNATURES.keySet()) {
                    String[] aliases = manager.getServerAliases(algorithm, null);
                    if (aliases != null && aliases.length > 0) {
                        return manager.getPrivateKey(aliases[0]);
                    }
                }
            } catch (IllegalArgumentException e) {
                otherKind = e;
            }
        }
        throw new GeneralSecurityException("no key of RSA or EC for one of the certificates", otherKind);
    }

    /** The certificate of a key, then those that lead to its issuer. */
    private List<X509Certificate> chain(List<X509Certificate> all, PrivateKey key) throws NotStartedException {
        X509Certificate leaf = null;
        for (X509Certificate one : all) {
            if (leaf == null && fits(one, key)) {
                leaf = one;
            }
        }
        if (leaf == null) {
            throw bad(
                    TlsFiles.KEY,
                    files.key() + " is not the key of " + files.certificate() + ", use the one that belongs to it");
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (X509Certificate next = leaf; next != null; next = issuer(chain, all)) {
            chain.add(next);
        }
        return chain;
    }

    private static @Nullable X509Certificate issuer(List<X509Certificate> chain, List<X509Certificate> all) {
        X500Principal issuer = chain.get(chain.size() - 1).getIssuerX500Principal();
        return all.stream()
                .filter(one -> one.getSubjectX500Principal().equals(issuer) && !chain.contains(one))
                .findFirst()
                .orElse(null);
    }

    private static NotStartedException bad(String key, String problem) {
        return new NotStartedException(Settings.FILE + ": " + key + ": " + problem, null);
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

    /** Whether what the key signs is what the certificate's key verifies. */
    private static boolean fits(X509Certificate certificate, PrivateKey key) {
        PublicKey open = certificate.getPublicKey();
        String algorithm = SIGNATURES.get(open.getAlgorithm());
        if (algorithm == null || !open.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        try {
            byte[] text = new byte[32];
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
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
        return shown.now.stream()
                .filter(pair -> pair.key.getAlgorithm().equals(keyType))
                .map(Pair::alias)
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? new String[0] : new String[] {alias};
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
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Pair pair = shown.find(alias);
        return pair == null ? null : pair.chain.toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Pair pair = shown.find(alias);
        return pair == null ? null : pair.key;
    }
}
