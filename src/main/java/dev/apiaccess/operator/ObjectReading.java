// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.apiaccess.kube.AnyLength;
import dev.apiaccess.kube.SharedStrings;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** How objects of Kubernetes are read: of any length, and with shared strings, since ten thousand of them say mostly the same. */
@Singleton
public final class ObjectReading implements KubernetesClientObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        AnyLength.allow(mapper);
        mapper.registerModule(new SimpleModule("shared strings").addDeserializer(String.class, new SharedStrings()));
    }
}
