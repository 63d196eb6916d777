/** The gallery over HTTP: cards for all to see, and the words their owners give them. */
import { useQuery } from "@tanstack/react-query";
import type { CardWords, Featured, GalleryCard, GalleryEntry, Page } from "../../../api/types";
import { del, get, post } from "../../../lib/http";

export const galleryKey = ["gallery"] as const;
export const featureKey = (deployment: number) => ["deployments", "feature", deployment] as const;

export const useGallery = () =>
  useQuery({
    queryKey: [...galleryKey, "list"],
    queryFn: () => get<Page<GalleryEntry>>("/gallery", { limit: 200 }),
  });

export const useCard = (slug: string) =>
  useQuery({
    queryKey: [...galleryKey, slug],
    queryFn: () => get<GalleryCard>(`/gallery/${encodeURIComponent(slug)}`),
  });

export const useFeature = (deployment: number) =>
  useQuery({
    queryKey: featureKey(deployment),
    queryFn: () => get<Featured>(`/deployments/${deployment}/feature`),
  });

export const feature = (deployment: number, card: CardWords & { public: boolean }) =>
  post<Featured>(`/deployments/${deployment}/feature`, card);

export const unfeature = (deployment: number) => del(`/deployments/${deployment}/feature`);
