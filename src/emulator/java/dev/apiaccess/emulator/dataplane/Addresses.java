// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Deployment;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.wire.WireRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a request addresses, by path or by host. */
final class Addresses {
    /** Stands for the VPC endpoint that a request comes through, since there are no networks here. */
    static final String ENDPOINT = "x-emulator-source-vpce";

    private static final Pattern BY_PATH = Pattern.compile("/_api/([a-z0-9]+)/([A-Za-z0-9_-]+)(/.*)?");
    private static final Pattern BY_HOST = Pattern.compile("([a-z0-9]{10})\\.execute-api\\..+");
    private static final Pattern STAGE_AND_REST = Pattern.compile("/([A-Za-z0-9_-]+)(/.*)?");
    private final Accounts accounts;
    private final Map<String, AtomicLong> served = new ConcurrentHashMap<>();

    Addresses(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Whether a request is for this side. */
    static boolean concerns(WireRequest request) {
        String host = request.header("host");
        return request.rawPath().startsWith("/_api/")
                || (host != null && BY_HOST.matcher(host).matches());
    }

    private record Address(String api, Matcher rest) {}

    private static Address address(WireRequest request) {
        Matcher byPath = BY_PATH.matcher(request.rawPath());
        if (byPath.matches()) {
            String api = byPath.group(1);
            return new Address(
                    api, STAGE_AND_REST.matcher(request.rawPath().substring("/_api/".length() + api.length())));
        }
        Matcher byHost = BY_HOST.matcher(String.valueOf(request.header("host")));
        if (!byHost.matches()) {
            throw Refusal.forbidden();
        }
        return new Address(byHost.group(1), STAGE_AND_REST.matcher(request.rawPath()));
    }

    /** Where the API of a request lives. */
    Accounts.Place place(WireRequest request) {
        return accounts.place(address(request).api()).orElseThrow(Refusal::forbidden);
    }

    /**
     * A stage that a request names.
     *
     * @param path behind the stage
     */
    record Named(Accounts.Place place, RestApi api, Stage stage, String path) {}

    /** The stage that a request to that place names. */
    Named named(WireRequest request, Accounts.Place place) {
        Address address = address(request);
        Matcher rest = address.rest();
        if (!rest.matches()) {
            throw Refusal.forbidden();
        }
        String stageName = rest.group(1);
        String path = rest.group(2) == null ? "/" : rest.group(2);
        return place.account().locked(() -> {
            RestApi api = place.account().now(place.region()).gateway().apis().get(address.api());
            Stage stage = api == null ? null : api.stages().get(stageName);
            if (api == null || stage == null) {
                throw Refusal.forbidden();
            }
            return new Named(place, api, stage, path);
        });
    }

    /** The deployed method that a request to a stage meets. */
    Target target(WireRequest request, Named named) {
        RestApi api = named.api();
        Deployment deployment = api.deployments().get(answering(api, named.stage()));
        if (deployment == null || !reaches(api, deployment, request)) {
            throw Refusal.forbidden();
        }
        Path.Found found = Path.find(deployment, request.method(), named.path()).orElseThrow(Refusal::missingToken);
        return new Target(named.place(), api, named.stage(), deployment, found, named.path());
    }

    /**
     * Only the default endpoint is here; that of a private API is reached through VPC endpoints alone. The family of addresses needs no
     * deployment to change, as AWS documents.
     */
    private static boolean reaches(RestApi api, Deployment deployment, WireRequest request) {
        boolean family = api.endpoint().takesIpv6() || !Callers.isIpv6(request.sourceIp());
        return family
                && !deployment.endpoint().disabled()
                && (!deployment.endpoint().isPrivate() || request.header(ENDPOINT) != null);
    }

    /** The stage's own deployment or its canary's, so that of a hundred requests exactly its share goes to the canary. */
    private String answering(RestApi api, Stage stage) {
        Stage.Canary canary = stage.canary();
        if (canary == null) {
            return stage.deploymentId();
        }
        long number = served.computeIfAbsent(api.id() + "/" + stage.name(), ignored -> new AtomicLong())
                .incrementAndGet();
        boolean goesThere =
                Math.floor(number * canary.percent() / 100) > Math.floor((number - 1) * canary.percent() / 100);
        return goesThere ? canary.deploymentId() : stage.deploymentId();
    }
}
