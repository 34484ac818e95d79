// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.DeploymentArchive;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what deployments have in a Secret for each API, in the operator's own namespace: resource policies are not for everybody to read. Each
 * is read once and written when something comes or goes; where the API server does not answer, nobody waits for it time and again.
 */
public final class ExportSecrets implements DeploymentArchive {

    /** Bytes of what is kept of an API, compressed. */
    static final int MOST_BYTES = 256 * 1024;

    static final String PREFIX = "apiaccess-exports-";

    /** On these Secrets alone; those of grants are watched by another. */
    static final String LABEL = "apiaccess.dev/exports";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,250}[a-z0-9])?");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final int MOST_APIS = 2000;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int FORBIDDEN = 403;
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(ExportSecrets.class);

    private final KubernetesClient client;
    private final String namespace;
    private final LongSupplier nanoTime;
    private final Map<UnitKey.RestApiUnit, Kept> known = new ConcurrentHashMap<>();

    /** Until when nobody asks the API server, as it did not answer; null while it does. */
    private volatile @Nullable Long silentUntil;

    /**
     * @param namespace of the operator
     * @param nanoTime a clock that nobody sets
     */
    public ExportSecrets(KubernetesClient client, String namespace, LongSupplier nanoTime) {
        this.client = client;
        this.namespace = namespace;
        this.nanoTime = nanoTime;
    }

    /** What the Secret of an API holds, as it was read or written last. */
    private static final class Kept {

        private boolean isRead;
        private @Nullable Secret secret;
        private final Map<String, DeployedApi> deployments = new HashMap<>();
        private final Map<String, Integer> sizes = new HashMap<>();

        /** Deployments that have no room. */
        private final Set<String> tooLarge = new HashSet<>();

        KeptExports exports(String trouble) {
            return new KeptExports(deployments, trouble);
        }
    }

    /** Why nothing was read or written, a sentence. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    @Override
    public KeptExports keep(UnitKey.RestApiUnit api, List<String> made, Map<String, DeployedApi> shown) {
        var name = name(api);
        if (!NAME.matcher(name).matches() || (known.size() >= MOST_APIS && !known.containsKey(api))) {
            return new KeptExports(
                    Map.of(), "what deployments of API " + api.apiId() + " have is not noted: there is no room for it");
        }
        var kept = known.computeIfAbsent(api, _ -> new Kept());
        synchronized (kept) {
            try {
                read(kept, name, api);
                write(kept, api, next(kept, made, shown));
                return kept.exports(tooLarge(kept, made));
            } catch (Refused refused) {
                return kept.exports(String.valueOf(refused.getMessage()));
            }
        }
    }

    private static String name(UnitKey.RestApiUnit api) {
        return PREFIX + api.accountId() + "-" + api.region() + "-" + api.apiId();
    }

    private void read(Kept kept, String name, UnitKey.RestApiUnit api) {
        if (kept.isRead) {
            return;
        }
        var found = asked(
                "read",
                name,
                () -> client.secrets().inNamespace(namespace).withName(name).get());
        if (found != null && !isOf(found, api)) {
            throw new Refused("Secret " + namespace + "/" + name + " is not the operator's: delete it, and what"
                    + " deployments have is noted there");
        }
        kept.deployments.clear();
        kept.sizes.clear();
        kept.secret = found;
        kept.isRead = true;
        var data = found == null || found.getData() == null ? Map.<String, String>of() : found.getData();
        data.forEach((id, encoded) -> bytes(encoded)
                .filter(bytes -> bytes.length <= MOST_BYTES && ID.matcher(id).matches())
                .ifPresent(bytes -> ExportText.read(bytes).ifPresent(deployed -> {
                    kept.deployments.put(id, deployed);
                    kept.sizes.put(id, bytes.length);
                })));
    }

    private static Optional<byte[]> bytes(String encoded) {
        try {
            return Optional.of(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isOf(Secret secret, UnitKey.RestApiUnit api) {
        var labels = Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.<String, String>of());
        return api.apiId().equals(labels.get(LABEL));
    }

    /** What is to be kept, by id, the newest first: as many as there is room for. */
    private static Map<String, DeployedApi> next(Kept kept, List<String> made, Map<String, DeployedApi> shown) {
        var next = new LinkedHashMap<String, DeployedApi>();
        var room = MOST_BYTES;
        kept.tooLarge.retainAll(made);
        for (var id : made) {
            var deployed = Optional.ofNullable(kept.deployments.get(id)).orElse(shown.get(id));
            if (next.size() == MOST) {
                break;
            }
            if (deployed == null
                    || kept.tooLarge.contains(id)
                    || !ID.matcher(id).matches()) {
                continue;
            }
            var size = kept.sizes.computeIfAbsent(id, _ -> ExportText.write(deployed).length);
            if (size > room) {
                kept.tooLarge.add(id);
            } else {
                room -= size;
                next.put(id, deployed);
            }
        }
        return next;
    }

    private void write(Kept kept, UnitKey.RestApiUnit api, Map<String, DeployedApi> next) {
        var before = kept.secret;
        if (next.keySet().equals(kept.deployments.keySet())) {
            return;
        }
        var data = new HashMap<String, String>();
        next.forEach((id, deployed) -> data.put(id, Base64.getEncoder().encodeToString(ExportText.write(deployed))));
        var name = name(api);
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(Map.of(LABEL, api.apiId()))
                .withResourceVersion(
                        before == null ? null : before.getMetadata().getResourceVersion())
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build();
        try {
            var written = asked(
                    before == null ? "create" : "update",
                    name,
                    () -> before == null
                            ? client.resource(secret).create()
                            : client.resource(secret).update());
            // What is in it is in memory already.
            kept.secret = new SecretBuilder()
                    .withMetadata(Objects.requireNonNull(written).getMetadata())
                    .build();
        } catch (Refused refused) {
            // Whatever is there now is read before the next try.
            kept.isRead = false;
            throw refused;
        }
        kept.deployments.clear();
        kept.deployments.putAll(next);
        kept.sizes.keySet().retainAll(next.keySet());
    }

    private static String tooLarge(Kept kept, List<String> made) {
        var large = new ArrayList<>(made);
        large.retainAll(kept.tooLarge);
        return large.isEmpty()
                ? ""
                : "what deployment " + String.join(", ", large)
                        + " has is too large to be noted, so that nobody can roll back to it";
    }

    private @Nullable Secret asked(String verb, String name, Call call) {
        var until = silentUntil;
        if (until != null && nanoTime.getAsLong() - until < 0) {
            throw new Refused("what deployments have cannot be noted now: the API server does not answer");
        }
        try {
            var answer = call.run();
            silentUntil = null;
            return answer;
        } catch (KubernetesClientException e) {
            var where = "Secret " + namespace + "/" + name;
            if (e.getCode() == FORBIDDEN) {
                throw new Refused(
                        "what deployments have is not noted, so that nobody can roll back to them: the operator"
                                + " may not " + verb + " " + where
                                + "; give it get, create, update and delete of secrets in its own namespace");
            }
            if (e.getCode() == CONFLICT || e.getCode() == NOT_FOUND) {
                throw new Refused("what deployments have is not noted yet: somebody else wrote or deleted " + where);
            }
            silentUntil = nanoTime.getAsLong() + PAUSE;
            LOG.warn("{} cannot be used ({}): {}", where, verb, e.getMessage());
            throw new Refused("what deployments have is not noted: " + where + " cannot be used (" + verb
                    + (e.getCode() > 0 ? ", HTTP " + e.getCode() : "") + ")");
        }
    }

    private interface Call {
        @Nullable
        Secret run();
    }

    @Override
    public void remove(UnitKey.RestApiUnit api) {
        known.remove(api);
        var name = name(api);
        if (!NAME.matcher(name).matches()) {
            return;
        }
        try {
            var found = client.secrets().inNamespace(namespace).withName(name).get();
            if (found != null && isOf(found, api)) {
                client.secrets().inNamespace(namespace).withName(name).delete();
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND) {
                LOG.warn("Secret {}/{} is left behind: {}", namespace, name, e.getMessage());
            }
        }
    }
}
