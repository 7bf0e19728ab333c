namespace MetalOrleans.ApiServer.Admission;

/// <summary>Judges one write before it is stored.</summary>
public delegate ValueTask<AdmissionVerdict> AdmissionReviewer(AdmissionAttempt attempt, CancellationToken cancellationToken);
