// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.impl.KubernetesClientImpl;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Lists and watches Secrets without their data: the API server sends only metadata, of which we keep what we use. The right is the same as
 * for whole Secrets.
 */
final class MetadataClient {

    /** https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches */
    private static final String ACCEPT = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private static final String ACCEPT_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    /** Items per page: metadata may be a megabyte too, and a page is held in memory at once. */
    private static final long PAGE = 10;

    private final KubernetesClient client;

    /** Shares the connections of another client. */
    MetadataClient(KubernetesClient other) {
        var http = other.getHttpClient()
                .newBuilder()
                .addOrReplaceInterceptor("metadata only", new MetadataOnly())
                .build();
        client = new KubernetesClientImpl(http, other.getConfiguration(), new Workers(), reading());
    }

    /** Serialization of answers with metadata. */
    static KubernetesSerialization reading() {
        // Field names come from users too: they are not kept in Jackson's table of names.
        var mapper = new ObjectMapper(JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build());
        AnyLength.allow(mapper);
        // An empty list of metadata is null on the wire.
        mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        mapper.registerModule(new SimpleModule("metadata of Secrets")
                .addDeserializer(ObjectMeta.class, new LeanMeta())
                .addDeserializer(String.class, new SharedStrings()));
        var reading = new KubernetesSerialization(mapper, true);
        reading.registerKubernetesResource("meta.k8s.io/v1", "PartialObjectMetadata", Secret.class);
        return reading;
    }

    /** Secrets with a label, of one namespace or of all. */
    SharedIndexInformer<Secret> labelled(@Nullable String namespace, String label, String value) {
        var secrets = client.secrets();
        var where = namespace == null ? secrets.inAnyNamespace() : secrets.inNamespace(namespace);
        return where.withLabel(label, value)
                .withLimit(PAGE)
                .runnableInformer(0)
                .exceptionHandler(new GoesOn("Secrets with label " + label, namespace != null))
                .itemStore(new SecretStore());
    }

    private static final class MetadataOnly implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            var watches = request.uri().getRawQuery() != null
                    && request.uri().getRawQuery().contains("watch=true");
            builder.setHeader("Accept", watches ? ACCEPT : ACCEPT_LIST);
        }
    }

    /** Threads for the callbacks of informers. */
    private static final class Workers implements KubernetesClientBuilder.ExecutorSupplier {
        private final Executor executor = Executors.newVirtualThreadPerTaskExecutor();

        @Override
        public Executor get() {
            return executor;
        }
    }
}
