// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.net.ProxySelector;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpMethods;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to PagerDuty, and the Camel endpoints that use them. They belong to a component of their own, which
 * is not in the Camel context: nobody else's settings of {@code http:} reach it, nor ours theirs.
 */
final class PagerDutyClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PagerDutyClient.class);

    /** So that a change of the API's addresses is seen. */
    private static final Duration CONNECTION_LIFE = Duration.ofMinutes(10);
    /** Below the keep-alive of common load balancers, so that they do not close first. */
    private static final Duration IDLE = Duration.ofSeconds(45);

    private static final Duration CHECK_AFTER = Duration.ofSeconds(1);
    private static final int MAX_HEADERS = 100;
    private static final int MAX_LINE = 16 * 1024;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Settings settings;
    private final String userAgent;
    private final Lookout lookout;
    private final PoolingHttpClientConnectionManager connections;

    /** Opens nothing yet: connections are made when they are needed. */
    PagerDutyClient(Settings settings, String version) {
        this.settings = settings;
        this.userAgent = "tocsin/" + version;
        this.lookout = new Lookout(settings.deadline());
        this.connections = connections(settings);
        if (settings.isExposed()) {
            LOG.warn("TOCSIN-PAGERDUTY-002 keys travel unencrypted to {}, use https in url", settings.peer());
        }
    }

    /** Cuts off what is under way. */
    @Override
    public void close() throws InterruptedException {
        connections.close(CloseMode.IMMEDIATE);
        if (!lookout.close(CLOSE)) {
            LOG.warn("TOCSIN-PAGERDUTY-003 the thread tocsin-pagerduty-deadline did not end in time");
        }
    }

    /** A Camel endpoint that posts events of this shape. */
    Endpoint endpoint(CamelContext camel, Shape shape) throws Exception {
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
        // the request is made of the body alone, whatever headers an exchange carries
        http.setSkipRequestHeaders(true);
        http.setSkipControlHeaders(true);
        http.init();
        return http.createEndpoint(
                settings.endpoint(shape) + "?throwExceptionOnFailure=false&httpMethod=" + HttpMethods.POST);
    }

    private void configure(HttpClientBuilder builder) {
        Timeout deadline = Timeout.of(settings.deadline());
        builder.setDefaultRequestConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(deadline)
                .setResponseTimeout(deadline)
                // else each plain request would carry an Upgrade header
                .setProtocolUpgradeEnabled(false)
                .setAuthenticationEnabled(false)
                .setRedirectsEnabled(false)
                .build());
        // https.proxyHost and its kin, Java's own way to name a proxy
        builder.setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()));
        builder.addExecInterceptorFirst("tocsin-bounds", new BoundedAttempt(lookout));
        builder.addExecInterceptorLast("tocsin-gate", new StoppedAttempt());
    }

    private static PoolingHttpClientConnectionManager connections(Settings settings) {
        Timeout connect = Timeout.of(settings.connectTimeout());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(settings.connections())
                .setMaxConnPerRoute(settings.connections())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(Timeout.of(settings.deadline()))
                        .setTimeToLive(TimeValue.of(CONNECTION_LIFE))
                        .setIdleTimeout(Timeout.of(IDLE))
                        .setValidateAfterInactivity(TimeValue.of(CHECK_AFTER))
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(connect).build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(MAX_HEADERS)
                                .setMaxLineLength(MAX_LINE)
                                .build())
                        .build())
                .build();
    }
}
