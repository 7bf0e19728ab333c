using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What was judged of one kind, together with the very objects that the judgement is about.</summary>
/// <typeparam name="T">The kind.</typeparam>
internal sealed record ConfigurationVerdict<T>(
    ImmutableDictionary<ObjectKey, T> Objects, ImmutableArray<ConfigurationRefusal> Refused) : IConfigurationVerdict
    where T : class, IConditionedResource<T>
{
    /// <summary>The verdict on one object, as a condition of its status.</summary>
    public Condition Of(T resource)
    {
        var verdict = AcceptanceVerdict.Of([.. Refused.Where(refusal => refusal.Name == resource.Metadata.Name)]);
        return new Condition
        {
            Type = "Accepted",
            Status = verdict.IsAccepted ? "True" : "False",
            Reason = verdict.Reason,
            Message = verdict.Message,
            ObservedGeneration = resource.Metadata.Generation,
        };
    }

    public Task WriteAsync(AcceptanceWriter writer, CancellationToken cancellationToken) =>
        writer.WriteAsync(this, cancellationToken);
}
