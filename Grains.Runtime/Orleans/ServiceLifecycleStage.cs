namespace Orleans;

/// <summary>The stages of a silo, in the order of its start.</summary>
public static class ServiceLifecycleStage
{
    public const int First = int.MinValue;
    public const int RuntimeInitialize = 2_000;
    public const int RuntimeServices = 4_000;
    public const int RuntimeStorageServices = 6_000;
    public const int RuntimeGrainServices = 8_000;
    public const int AfterRuntimeGrainServices = 8_100;
    public const int ApplicationServices = 10_000;
    public const int ValidateInitialConnectivity = BecomeActive - 99;
    public const int GrainDirectoryShutdown = BecomeActive - 2;
    public const int GrainDeactivation = BecomeActive - 1;
    public const int BecomeActive = Active - 1;
    public const int Active = 20_000;
    public const int Last = int.MaxValue;
}
