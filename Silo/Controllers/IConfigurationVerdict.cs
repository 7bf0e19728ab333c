using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What was judged of one kind of configuration object.</summary>
internal interface IConfigurationVerdict
{
    /// <summary>What was refused, with the reason.</summary>
    ImmutableArray<ConfigurationRefusal> Refused { get; }

    /// <summary>Writes the condition <c>Accepted</c> into each object's status that says otherwise.</summary>
    Task WriteAsync(AcceptanceWriter writer, CancellationToken cancellationToken);
}
