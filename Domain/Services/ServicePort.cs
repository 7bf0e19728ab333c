namespace MetalOrleans.Domain.Services;

/// <summary>What two Services that share an address must not both use: transport protocol and port (S-016).</summary>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
/// <param name="Port">The Service's port, 1 to 65535.</param>
public readonly record struct ServicePort(string Protocol, int Port)
{
    /// <summary><c>TCP/80</c>.</summary>
    public override string ToString() => $"{Protocol}/{Port}";
}
