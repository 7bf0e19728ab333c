using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Identity;

/// <summary>What the API server says of a bearer token.</summary>
/// <param name="Owner">Whose it is; null when it is not taken.</param>
/// <param name="Error">Why it is not taken, in the API server's words; empty when it is.</param>
internal readonly record struct ReviewedToken(UserInfo? Owner, string Error);
