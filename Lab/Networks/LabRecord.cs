using System.Text.Json.Serialization;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Networks;

/// <summary>One line of a <see cref="LabJournal"/>: a thing that the lab made, so that it can be removed later.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "made")]
[JsonDerivedType(typeof(Boot), "boot")]
[JsonDerivedType(typeof(Namespace), "namespace")]
[JsonDerivedType(typeof(Process), "process")]
internal abstract record LabRecord
{
    /// <summary>The boot during which the lab ran: process ids mean nothing in another.</summary>
    public sealed record Boot(string Id) : LabRecord;

    public sealed record Namespace(string Name) : LabRecord;

    public sealed record Process(ProcessIdentity Identity) : LabRecord;
}
