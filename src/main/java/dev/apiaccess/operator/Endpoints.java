// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.model.Operation;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configured endpoints of the AWS SDK. Requests and answers contain key values, so another host has to be reached through TLS unless a
 * setting of its own allows otherwise. The local host may be reached without: nothing leaves it.
 *
 * @param environment variables of the process
 * @param properties of the JVM
 */
record Endpoints(Map<String, String> environment, Properties properties) {

    /** Variables for all services, and for those that we call. */
    private static final Pattern VARIABLE =
            Pattern.compile("AWS_ENDPOINT_URL(" + services(service -> "_" + service.name()) + ")?");

    /** In any case: the SDK writes {@code CloudWatch}. */
    private static final Pattern PROPERTY =
            Pattern.compile("aws\\.endpointUrl(" + services(Endpoints::camelCase) + ")?", Pattern.CASE_INSENSITIVE);

    private static final Pattern THIS_HOST =
            Pattern.compile("localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    private static String services(Function<Operation.Service, String> name) {
        return Stream.of(Operation.Service.values()).map(name).collect(Collectors.joining("|"));
    }

    /** {@code ApiGateway} of {@code API_GATEWAY}. */
    private static String camelCase(Operation.Service service) {
        return Stream.of(service.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** @throws ConfigurationException with one message; the process ends with it */
    void encrypted() {
        for (var entry : written().entrySet()) {
            var address = address(entry.getValue());
            if ("http".equals(scheme(address)) && !thisHost(address)) {
                throw new ConfigurationException(
                        "apiaccess cannot start: " + entry.getKey() + " is http, so that values of"
                                + " keys would cross the network in clear; use https, or set APIACCESS_ALLOW_HTTP=true where AWS"
                                + " is emulated");
            }
        }
    }

    private Map<String, String> written() {
        var written = new TreeMap<String, String>();
        environment.forEach((name, value) -> {
            if (VARIABLE.matcher(name).matches()) {
                written.put(name, value);
            }
        });
        properties.stringPropertyNames().forEach(name -> {
            if (PROPERTY.matcher(name).matches()) {
                written.put(name, properties.getProperty(name));
            }
        });
        return written;
    }

    /** The address; an invalid one, which the SDK refuses, has no host and so is not local. */
    private static URI address(String written) {
        try {
            return URI.create(written.strip());
        } catch (IllegalArgumentException _) {
            return URI.create(
                    written.strip().toLowerCase(Locale.ROOT).startsWith("http:") ? "http:unreadable" : "unreadable");
        }
    }

    private static String scheme(URI address) {
        var scheme = address.getScheme();
        return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
    }

    private static boolean thisHost(URI address) {
        var host = address.getHost();
        return host != null && THIS_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
