// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.api.Labels;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Which Secrets of ours are there. The API server sends their metadata only, so no value of a key gets here. */
final class SecretNames {

    /** https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches */
    private static final String METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private static final int PAGE = 500;
    private static final int PATIENCE_SECONDS = 20;
    private static final int OK = 200;

    private final KubernetesClient client;
    private final ObjectMapper json = new ObjectMapper();

    SecretNames(KubernetesClient client) {
        this.client = client;
    }

    /** {@code namespace/name} of each. */
    Set<String> ours() {
        var names = new HashSet<String>();
        var page = "";
        do {
            var selector = encoded(Labels.MANAGED_BY + "=" + Labels.MANAGED_BY_VALUE);
            var list = read(client.getMasterUrl() + "api/v1/secrets?limit=" + PAGE + "&labelSelector=" + selector
                    + (page.isEmpty() ? "" : "&continue=" + encoded(page)));
            try {
                var tree = json.readTree(list);
                tree.path("items")
                        .forEach(one -> names.add(one.at("/metadata/namespace").asText() + "/"
                                + one.at("/metadata/name").asText()));
                page = tree.at("/metadata/continue").asText("");
            } catch (JsonProcessingException _) {
                throw new KubernetesClientException("the list of Secrets is not JSON");
            }
        } while (!page.isEmpty());
        return names;
    }

    private String read(String uri) {
        var http = client.getHttpClient();
        var request =
                http.newHttpRequestBuilder().uri(uri).header("Accept", METADATA).build();
        try {
            var answer = http.sendAsync(request, String.class).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer.code() != OK) {
                throw new KubernetesClientException("status " + answer.code(), answer.code(), null);
            }
            return answer.bodyString();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted");
        } catch (ExecutionException | TimeoutException | java.io.IOException e) {
            throw new KubernetesClientException("the list of Secrets cannot be read: " + e.getMessage());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
