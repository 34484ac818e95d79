// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import org.junit.jupiter.api.Test;

/** What goes through all kinds leaves none out. */
class KindsTest {

    @Test
    void everyCustomResourceIsInTheList() {
        var there = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.apiaccess").stream()
                        .filter(one -> one.isAssignableTo(CustomResource.class))
                        .map(JavaClass::getName)
                        .toList();

        assertThat(Kinds.ALL)
                .as("a new kind needs its line in api.Kinds")
                .extracting(kind -> kind.type().getName())
                .containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void theStatusOfAKindIsTheOneThatItHas() throws Exception {
        for (var kind : Kinds.ALL) {
            assertThat(kind.type().getMethod("getStatus").getReturnType())
                    .as(kind.name())
                    .isEqualTo(kind.status());
        }
    }

    @Test
    void whatIsBoundIsNamespacedAndTheConnectionIsNot() {
        assertThat(Kinds.BOUND).allSatisfy(kind -> {
            assertThat(kind.type()).isAssignableTo(Namespaced.class);
            assertThat(kind.status()).isAssignableTo(ObjectStatus.class);
        });
        assertThat(Namespaced.class.isAssignableFrom(Kinds.CONNECTION.type())).isFalse();
    }

    @Test
    void namesAreThoseOfManifestsAndRights() {
        assertThat(Kinds.names()).as("the connection first").startsWith("AwsConnection");
        assertThat(Kinds.CONNECTION.plural()).isEqualTo("awsconnections");
        assertThat(Kinds.CONNECTION.crd()).isEqualTo("awsconnections.apiaccess.dev");
    }
}
