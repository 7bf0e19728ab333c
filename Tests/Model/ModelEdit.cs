namespace MetalOrleans.Tests.Model;

/// <summary>One thing that a person does; exactly one of its parts is there.</summary>
internal sealed record ModelEdit
{
    public ModelService? Service { get; init; }

    public string? NoService { get; init; }

    public ModelPool? Pool { get; init; }

    public string? NoPool { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The label of <see cref="Namespace"/>.</summary>
    public string? Team { get; init; }

    public override string ToString() => this switch
    {
        { Service: { } service } => $"put {service}",
        { NoService: { } gone } => $"delete {gone}",
        { Pool: { } pool } => $"pool {pool}",
        { NoPool: { } gone } => $"no pool {gone}",
        _ => $"namespace {Namespace} of team {Team}",
    };
}
