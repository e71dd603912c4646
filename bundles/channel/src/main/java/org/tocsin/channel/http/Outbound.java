// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Expiry;
import org.tocsin.api.Setting;

/**
 * The way out of this host: by which proxy, from which address, whom to believe, and who we are. What the configuration is
 * silent about the environment may say: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY} (also in small letters),
 * {@code SSL_CERT_FILE} and {@code SSL_CERT_DIR}. Files that are named are read again when they change.
 */
public final class Outbound {

    private static final int MOST_BYTES = 8 * 1024;

    /**
     * As it is written; an empty text is the default.
     *
     * @param proxy {@code http://host:port}
     * @param proxyLoginFile a file with {@code user:password}, for a proxy that wants to know who asks
     * @param noProxy see {@link NoProxy}
     * @param caFile PEM of authorities to believe besides those of the JVM
     * @param clientCertificate PEM, or PKCS#12
     * @param clientKey PEM
     * @param clientKeyPasswordFile a file with the password of a PKCS#12
     * @param sourceAddress from where connections are made
     * @param preferAddresses {@code system}, {@code ipv4} or {@code ipv6}: which of a host's addresses are tried first
     */
    public record Written(
            String proxy,
            String proxyLoginFile,
            String noProxy,
            String caFile,
            String clientCertificate,
            String clientKey,
            String clientKeyPasswordFile,
            String sourceAddress,
            String preferAddresses) {

        /** Of a configuration that is silent. */
        static final Written NOTHING = new Written("", "", "", "", "", "", "", "", "system");

        /** Without the values. */
        @Override
        public String toString() {
            return "Written";
        }
    }

    /** Which addresses of a host are tried first. */
    enum Preferred {
        SYSTEM,
        IPV4,
        IPV6
    }

    private final @Nullable Fresh<ProxyAddress> proxy;
    private final Map<String, ProxyAddress> ambient;
    private final NoProxy noProxy;
    private final TlsFiles files;
    private final Fresh<TlsFiles.Read> tls;
    private final boolean login;
    private final @Nullable InetAddress source;
    private final Preferred preferred;
    private final List<String> remarks;

    private Outbound(String file, Written written, Map<String, String> environment) {
        List<String> said = new ArrayList<>();
        this.proxy = proxy(file, written);
        this.ambient = ambient(environment, said);
        this.login =
                !written.proxyLoginFile.isBlank() || ambient.values().stream().anyMatch(known -> known.user() != null);
        this.noProxy = noProxy(file, written, environment, said);
        this.files = files(file, written, environment);
        this.tls = new Fresh<>(files.files(), files::read);
        this.source = source(Setting.of(file, "sourceAddress", written.sourceAddress));
        this.preferred = Preferred.valueOf(Setting.of(file, "preferAddresses", written.preferAddresses)
                .oneOf("system", "ipv4", "ipv6")
                .toUpperCase(Locale.ROOT));
        files.unusable()
                .forEach(path -> said.add("SSL_CERT_FILE or SSL_CERT_DIR names " + path
                        + ", in which no certificate can be read: it is left out"));
        Stream.of(Setting.of(file, "proxyLoginFile", written.proxyLoginFile), files.key(), files.password())
                .filter(setting -> !setting.text().isEmpty() && isOpenToOthers(Path.of(setting.text())))
                .forEach(setting -> said.add(file + ": " + setting.key() + ": everybody on this host can read "
                        + setting.text() + ", chmod o-rwx it"));
        this.remarks = List.copyOf(said);
    }

    /**
     * Reads what is written. The files that it names are not read yet: see {@link #check}.
     *
     * @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy, and no password
     */
    public static Outbound of(String file, Written written, Map<String, String> environment) {
        return new Outbound(file, written, environment);
    }

    /** What the environment says, alone. */
    public static Outbound ofEnvironment(Map<String, String> environment) {
        return new Outbound("", Written.NOTHING, environment);
    }

    /** Reads the files, too. @throws IllegalArgumentException as above */
    public void check() {
        if (proxy != null) {
            proxy.get();
        }
        tls.get();
    }

    /** What is worth a warning at the start, without secrets. */
    public List<String> remarks() {
        return remarks;
    }

    /** The proxy of this configuration for a host; null: none of its own. */
    @Nullable
    ProxyAddress proxy() {
        return proxy == null ? null : proxy.get();
    }

    /** That of the environment. */
    @Nullable
    ProxyAddress ambientProxy(String scheme) {
        return ambient.get(scheme.toLowerCase(Locale.ROOT));
    }

    boolean isDirect(String host, int port) {
        return noProxy.covers(host, port);
    }

    SSLContext tls() {
        return tls.get().context();
    }

    /** When it is time to renew our certificate, in words that name file and key; else null. */
    public @Nullable String expiring(Instant now) {
        Expiry expiry;
        try {
            expiry = tls.get().expiry();
        } catch (IllegalArgumentException e) {
            return null; // an attempt says what is wrong with the files
        }
        String told = expiry == null ? null : expiry.told(now);
        Setting setting = files.certificate();
        return told == null ? null : setting.file() + ": " + setting.key() + ": " + setting.text() + ' ' + told;
    }

    @Nullable
    InetAddress source() {
        return source;
    }

    Preferred preferred() {
        return preferred;
    }

    /** Whether a proxy may be told who asks. */
    boolean hasLogin() {
        return login;
    }

    /** The proxy at this place; null: there is none that we know, and so nobody to be told who asks. */
    @Nullable
    ProxyAddress proxyAt(@Nullable String host, int port) {
        ProxyAddress ours = proxy();
        return Stream.concat(Stream.ofNullable(ours), ambient.values().stream())
                .filter(known -> known.host().equalsIgnoreCase(host) && known.port() == port)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Fresh<ProxyAddress> proxy(String file, Written written) {
        String text = written.proxy.strip();
        Setting login = Setting.of(file, "proxyLoginFile", written.proxyLoginFile);
        if (text.isEmpty()) {
            if (!login.text().isEmpty()) {
                throw login.isNot("needed without proxy", "it beside one");
            }
            return null;
        }
        ProxyAddress address = address(file, text);
        if (login.text().isEmpty()) {
            return new Fresh<>(List.of(), () -> address);
        }
        Path path = absolute(login);
        return new Fresh<>(List.of(path), () -> address.as(loginIn(path, login)));
    }

    private static ProxyAddress address(String file, String text) {
        // the text may have a password, at least before somebody corrects it
        String shown = text.replaceAll("^(.*//)?.*@", "$1***@");
        Setting setting = Setting.of(file, "proxy", shown);
        if (!shown.equals(text)) {
            throw setting.isNot("free of user and password", "proxyLoginFile for them");
        }
        try {
            return ProxyAddress.of(text);
        } catch (IllegalArgumentException e) {
            throw wrong(setting, e);
        }
    }

    private static String loginIn(Path path, Setting login) {
        String text;
        try {
            text = Files.size(path) > MOST_BYTES
                    ? ""
                    : Files.readString(path, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw login.isNot("a file that the agent can read", "one that is there and that its user may read");
        }
        if (text.indexOf(':') < 1 || text.indexOf('\n') >= 0) {
            throw login.isNot("a file with a login", "one with the one line user:password");
        }
        return text;
    }

    private static IllegalArgumentException wrong(Setting setting, IllegalArgumentException why) {
        String[] parts =
                String.valueOf(why.getMessage()).replaceFirst("^(not|no) ", "").split(", use ", 2);
        return setting.isNot(parts[0], parts[1]);
    }

    private static Map<String, ProxyAddress> ambient(Map<String, String> environment, List<String> said) {
        Map<String, ProxyAddress> proxies = new HashMap<>();
        for (String scheme : List.of("https", "http")) {
            String name = scheme.toUpperCase(Locale.ROOT) + "_PROXY";
            String text = environmental(environment, name);
            try {
                if (!text.isEmpty()) {
                    proxies.put(scheme, ProxyAddress.of(text));
                }
            } catch (IllegalArgumentException e) {
                said.add(name + " of the environment is " + e.getMessage() + "; it is left out");
            }
        }
        return proxies;
    }

    private static NoProxy noProxy(String file, Written written, Map<String, String> environment, List<String> said) {
        Setting setting = Setting.of(file, "noProxy", written.noProxy);
        if (!setting.text().isEmpty()) {
            try {
                return NoProxy.of(setting.text());
            } catch (IllegalArgumentException e) {
                throw setting.isNot(
                        "a list of hosts (" + e.getMessage() + ")",
                        "names, addresses and blocks between commas, such as .example.com, 10.0.0.0/8");
            }
        }
        try {
            return NoProxy.of(environmental(environment, "NO_PROXY"));
        } catch (IllegalArgumentException e) {
            said.add("NO_PROXY of the environment is no list of hosts; it is left out");
            return NoProxy.NONE;
        }
    }

    /** Some programs write it in small letters, some in large ones. */
    private static String environmental(Map<String, String> environment, String name) {
        String large = environment.getOrDefault(name, "").strip();
        return large.isEmpty()
                ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "").strip()
                : large;
    }

    private static TlsFiles files(String file, Written written, Map<String, String> environment) {
        List<Path> ambient = new ArrayList<>();
        for (String name : List.of("SSL_CERT_FILE", "SSL_CERT_DIR")) {
            for (String path : environment.getOrDefault(name, "").split(File.pathSeparator, -1)) {
                if (!path.isBlank()) {
                    ambient.add(Path.of(path.strip()));
                }
            }
        }
        TlsFiles files = new TlsFiles(
                Setting.of(file, "caFile", written.caFile),
                Setting.of(file, "clientCertificate", written.clientCertificate),
                Setting.of(file, "clientKey", written.clientKey),
                Setting.of(file, "clientKeyPasswordFile", written.clientKeyPasswordFile),
                ambient);
        for (Setting setting : List.of(files.authorities(), files.certificate(), files.key(), files.password())) {
            if (!setting.text().isEmpty()) {
                absolute(setting);
            }
        }
        if (files.certificate().text().isEmpty()) {
            for (Setting alone : List.of(files.key(), files.password())) {
                if (!alone.text().isEmpty()) {
                    throw alone.isNot("needed without clientCertificate", "it beside one");
                }
            }
        }
        return files;
    }

    private static Path absolute(Setting setting) {
        // a NUL, or nothing that this system has as a path
        if (setting.text().indexOf('\0') >= 0 || !Path.of(setting.text()).isAbsolute()) {
            throw setting.isNot("an absolute path", "one that begins with /");
        }
        return Path.of(setting.text());
    }

    private static @Nullable InetAddress source(Setting setting) {
        if (setting.text().isEmpty()) {
            return null;
        }
        InetAddress address = NoProxy.literal(setting.text().replaceAll("^\\[(.*)]$", "$1"));
        if (address == null || address.isMulticastAddress()) {
            throw setting.isNot("an address of this host", "one in digits, such as 192.0.2.7, or leave it empty");
        }
        return address.isAnyLocalAddress() ? null : address;
    }

    private static boolean isOpenToOthers(Path path) {
        try {
            return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            // what cannot be read is told where it is needed
            return false;
        }
    }

    /** Without what may be a secret. */
    @Override
    public String toString() {
        return "Outbound[" + files + "]";
    }
}
