using System.Text.Json.Serialization;

namespace MetalOrleans.Silo.Planning;

/// <summary>The writer of <see cref="PlanAnswer"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(PlanAnswer))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
