using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>Readers and writers of all resources, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(ValidatingWebhookConfiguration))]
[JsonSerializable(typeof(CustomResourceDefinition))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(EndpointSlice))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(TokenReview))]
[JsonSerializable(typeof(SubjectAccessReview))]
[JsonSerializable(typeof(IPAddressPool))]
[JsonSerializable(typeof(L2Advertisement))]
[JsonSerializable(typeof(IPReservation))]
[JsonSerializable(typeof(PoolPolicy))]
[JsonSerializable(typeof(ConfigurationState))]
[JsonSerializable(typeof(BGPPeer))]
[JsonSerializable(typeof(BGPAdvertisement))]
[JsonSerializable(typeof(BFDProfile))]
[JsonSerializable(typeof(Community))]
[JsonSerializable(typeof(ServiceL2Status))]
[JsonSerializable(typeof(ServiceBGPStatus))]
[JsonSerializable(typeof(BGPSessionState))]
[JsonSerializable(typeof(Status))]
[JsonSerializable(typeof(ListMeta))]
[JsonSerializable(typeof(ObjectMeta))]
public sealed partial class KubernetesJsonContext : JsonSerializerContext;
