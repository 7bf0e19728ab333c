namespace MetalOrleans.Tests.ApiServer;

/// <summary>A fact that needs kubectl on the PATH, skipped with that reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        if (Kubectl.Program is null)
        {
            Skip = "kubectl is not on the PATH";
        }
    }
}
