// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpMethods;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.channel.Lookout;

/**
 * The connections of one channel, and the Camel endpoints that use them. They belong to a component of their own, which
 * is not in the Camel context: nobody else's settings of {@code http:} reach it, nor ours theirs. Redirects are never
 * followed, nothing is sent twice within an attempt (but to a proxy that first wants to know who asks), cookies and compression are not known.
 */
public final class HttpSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpSender.class);

    /** So that a change of the other side's addresses is seen. */
    private static final Duration CONNECTION_LIFE = Duration.ofMinutes(10);
    /** Below the keep-alive of common load balancers, so that they do not close first. */
    private static final Duration IDLE = Duration.ofSeconds(45);

    private static final Duration CHECK_AFTER = Duration.ofSeconds(1);
    private static final int MAX_HEADERS = 100;
    private static final int MAX_LINE = 16 * 1024;
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** The place of an address that each message brings itself; a name that by RFC 6761 nobody can have. */
    private static final URI ELSEWHERE = URI.create("https://elsewhere.invalid");

    private final String plugin;
    private final String userAgent;
    private final Bounds bounds;
    private final Outbound outbound;
    private final Lookout lookout;
    private final BoundedResolver names;
    private final PoolingHttpClientConnectionManager connections;

    /**
     * Opens nothing yet: connections are made when they are needed.
     *
     * @param plugin its name, as in threads and messages
     * @param version of the plugin, told as {@code User-Agent}
     */
    public HttpSender(String plugin, String version, Bounds bounds) {
        this(plugin, version, bounds, Outbound.ofEnvironment(System.getenv()));
    }

    /** The same with a way out of one's own. */
    public HttpSender(String plugin, String version, Bounds bounds, Outbound outbound) {
        this(plugin, version, bounds, outbound, SystemDefaultDnsResolver.INSTANCE);
    }

    /** The same by a resolver of one's own. */
    HttpSender(String plugin, String version, Bounds bounds, Outbound outbound, DnsResolver resolver) {
        this.plugin = plugin;
        this.userAgent = "tocsin/" + version;
        this.bounds = bounds;
        this.outbound = outbound;
        this.lookout = new Lookout(plugin, bounds.deadline());
        this.names = new BoundedResolver(plugin, bounds.deadline(), resolver);
        this.connections = connections(bounds, outbound, new Addresses(outbound, names));
    }

    /** Cuts off what is under way. */
    @Override
    public void close() throws InterruptedException {
        connections.close(CloseMode.IMMEDIATE);
        names.close();
        if (!lookout.close(CLOSE)) {
            LOG.warn("TOCSIN-{}-003 its thread for deadlines did not end in time", plugin.toUpperCase(Locale.ROOT));
        }
    }

    /** A Camel endpoint that posts to this address: the body alone, whatever headers an exchange carries. */
    public Endpoint endpoint(CamelContext camel, URI address) throws Exception {
        HttpComponent http = component(camel);
        http.setSkipRequestHeaders(true);
        http.setSkipControlHeaders(true);
        http.init();
        return endpoint(http, address);
    }

    /** A Camel endpoint that posts to the address of each message: see {@link HttpMessage}, which alone shall use it. */
    public Endpoint anywhere(CamelContext camel) throws Exception {
        HttpComponent http = component(camel);
        http.init();
        return endpoint(http, ELSEWHERE);
    }

    private static Endpoint endpoint(HttpComponent http, URI address) throws Exception {
        return http.createEndpoint(address + "?throwExceptionOnFailure=false&httpMethod=" + HttpMethods.POST);
    }

    private HttpComponent component(CamelContext camel) {
        HttpComponent http = new HttpComponent();
        http.setCamelContext(camel);
        http.setClientConnectionManager(connections);
        http.setHttpClientConfigurer(this::configure);
        http.setUserAgent(userAgent);
        http.setRedirectHandlingDisabled(true);
        http.setAutomaticRetriesDisabled(true);
        http.setContentCompressionDisabled(true);
        http.setCookieManagementDisabled(true);
        http.setAuthCachingDisabled(true);
        http.setConnectionStateDisabled(true);
        return http;
    }

    private void configure(HttpClientBuilder builder) {
        Timeout deadline = Timeout.of(bounds.deadline());
        builder.setDefaultRequestConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(deadline)
                .setResponseTimeout(Timeout.of(bounds.readTimeout()))
                // else each plain request would carry an Upgrade header
                .setProtocolUpgradeEnabled(false)
                .setAuthenticationEnabled(outbound.hasLogin())
                .setRedirectsEnabled(false)
                .build());
        builder.setRoutePlanner(new OutboundPlanner(outbound));
        // of the proxy alone: nobody else gets any
        builder.setDefaultCredentialsProvider((scope, context) -> credentials(scope));
        builder.addExecInterceptorFirst("tocsin-bounds", new BoundedAttempt(lookout));
        builder.addExecInterceptorLast("tocsin-gate", new StoppedAttempt());
    }

    private @Nullable Credentials credentials(AuthScope scope) {
        ProxyAddress proxy = outbound.proxyAt(scope.getHost(), scope.getPort());
        return proxy == null || proxy.user() == null
                ? null
                : new UsernamePasswordCredentials(proxy.user(), proxy.password().toCharArray());
    }

    private static PoolingHttpClientConnectionManager connections(
            Bounds bounds, Outbound outbound, DnsResolver addresses) {
        Timeout connect = Timeout.of(bounds.connectTimeout());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(bounds.connections())
                .setMaxConnPerRoute(bounds.connections())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(Timeout.of(bounds.readTimeout()))
                        .setTimeToLive(TimeValue.of(CONNECTION_LIFE))
                        .setIdleTimeout(Timeout.of(IDLE))
                        .setValidateAfterInactivity(TimeValue.of(CHECK_AFTER))
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(connect).build())
                .setTlsSocketStrategy(new FreshTls(outbound))
                .setDnsResolver(addresses)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(MAX_HEADERS)
                                .setMaxLineLength(MAX_LINE)
                                .build())
                        .build())
                .build();
    }
}
